#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ddns::platform {

/// The root certificates that this machine trusts, each as DER, where the system keeps them in a store of its own
/// (Windows: ROOT). nullopt where they lie in files, as on POSIX. Reading takes some milliseconds.
[[nodiscard]] std::optional<std::vector<std::string>> system_root_certificates();

}  // namespace ddns::platform
