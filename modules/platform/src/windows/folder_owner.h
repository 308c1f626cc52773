#pragma once

#include <filesystem>
#include <vector>

#include "ddns/core/result.h"
#include "sids.h"

namespace ddns::platform {

/// Whose files may lie in a folder that is to keep secrets: whoever owns a file can open it to anybody, whatever its
/// access list says, and what is in it was their doing.
class TrustedOwners {
 public:
  /// Administrators, SYSTEM, the installer of Windows, the service and the account it runs as, and the user who asks
  /// (an administrator, or the call would not come this far).
  explicit TrustedOwners(const std::string& service);

  [[nodiscard]] bool contain(const SidBytes& owner) const;
  /// Errors: Reason::rejected when somebody else owns it, or it is a link; Reason::io when it cannot be looked at.
  [[nodiscard]] Status check(const std::filesystem::path& path) const;

 private:
  std::vector<SidBytes> owners_;
};

struct Inside {
  std::filesystem::path path;
  bool link = false;  ///< a junction or the like, whose target lies elsewhere
};

/// Everything in the folder and below, not through links. Errors: Reason::io.
[[nodiscard]] Result<std::vector<Inside>> everything_in(const std::filesystem::path& folder);

/// Whether the path itself leads somewhere else.
[[nodiscard]] bool is_link(const std::filesystem::path& path);

}  // namespace ddns::platform
