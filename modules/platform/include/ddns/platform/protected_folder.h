#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/platform/service_setup.h"

namespace ddns::platform {

/// Creates the folder where needed and gives it to Administrators, with an access list of its own (nothing is
/// inherited): Administrators and SYSTEM may do all, the service may change what is in it, nobody else may look. The
/// service is named by its SID (S-1-5-80-…), so that other services under the same account stay out; where the system
/// cannot make that SID, by its account, and the returned text is a warning (else empty). Whatever is in it already
/// inherits that list and loses its own entries. On POSIX: mode 0700, and no text.
/// Errors: Reason::rejected when the folder or something in it belongs to somebody else (any user may make a folder in
/// ProgramData before an administrator does), or the folder is a link: nothing of that is used. Reason::io.
[[nodiscard]] Result<std::string> protect_folder(const std::filesystem::path& folder, const std::string& service,
                                                 ServiceAccount account);

/// The same refusals, with the access list left as an administrator may have changed it. Errors: as protect_folder().
[[nodiscard]] Status check_protected_folder(const std::filesystem::path& folder, const std::string& service);

}  // namespace ddns::platform
