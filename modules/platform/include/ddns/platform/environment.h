#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ddns::platform {

/// Reads one environment variable; nullopt when it is not set. Code that decides by the environment takes this, so that
/// tests hand in a map.
using EnvironmentReader = std::function<std::optional<std::string>(std::string_view name)>;

/// The process's own environment, UTF-8 on every system. Set and empty is "", not set is nullopt. Safe from several
/// threads as long as nobody changes the environment, which this program never does.
[[nodiscard]] std::optional<std::string> environment(std::string_view name);

/// Every variable whose name begins with `prefix` (letter case counts), by full name.
[[nodiscard]] std::map<std::string, std::string> environment_with_prefix(std::string_view prefix);

}  // namespace ddns::platform
