#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "ddns/core/result.h"

namespace ddns::platform {

/// What the system says about an error code, UTF-8.
[[nodiscard]] std::string error_text(const std::error_code& why);

/// "cannot <verb> <path>: <what the system says>".
[[nodiscard]] std::string file_message(std::string_view verb, const std::filesystem::path& path,
                                       const std::error_code& why);

/// file_message() as Reason::unavailable when the file or its folder does not exist, else as Reason::io.
[[nodiscard]] tl::unexpected<Error> file_error(std::string_view verb, const std::filesystem::path& path,
                                               const std::error_code& why);

/// "<what>: <what the system says>", Reason::io.
[[nodiscard]] tl::unexpected<Error> system_error(std::string_view what, const std::error_code& why);

}  // namespace ddns::platform
