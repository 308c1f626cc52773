#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/platform/service_setup.h"

namespace ddns::platform {

/// Creates the folder where needed and gives it an access list of its own (nothing is inherited): Administrators and
/// SYSTEM may do all, the service may change what is in it, nobody else may look. The service is named by its SID
/// (S-1-5-80-…), so that other services under the same account stay out; where the system cannot make that SID, by its
/// account, and the returned text is a warning (else empty). Files in it inherit. On POSIX: mode 0700, and no text.
/// Errors: Reason::io.
[[nodiscard]] Result<std::string> protect_folder(const std::filesystem::path& folder, const std::string& service,
                                                 ServiceAccount account);

}  // namespace ddns::platform
