#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// Appends the text as a JSON string, quotes included. Control characters are escaped, DEL among them (terminals take
/// it for more than text); ill-formed UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace ddns
