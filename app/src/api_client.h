#pragma once

#include <chrono>
#include <string>

#include "config_file.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"

namespace ddns::app {

/// Asks the instance that runs with this configuration, over its own listener. Errors: unavailable (the configuration
/// has no listener), connect (nobody answers there).
[[nodiscard]] Result<http::Response> ask_instance(const config::Configuration& configuration, std::string method,
                                                  std::string_view path, std::string body,
                                                  std::chrono::milliseconds patience);

}  // namespace ddns::app
