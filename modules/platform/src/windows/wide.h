#pragma once

#include <string>
#include <string_view>

namespace ddns::platform {

/// UTF-8 to UTF-16 and back; what is ill-formed becomes U+FFFD.
[[nodiscard]] std::wstring to_wide(std::string_view text);
[[nodiscard]] std::string from_wide(std::wstring_view text);

}  // namespace ddns::platform
