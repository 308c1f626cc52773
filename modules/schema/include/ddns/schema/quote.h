#pragma once

#include <string>
#include <string_view>

namespace ddns::schema {

/// What stands in place of a secret.
inline constexpr std::string_view kMask = "******";

/// A user's text for a message: "`text`" if it is one short word, otherwise "this value". In a file whose quotes or
/// indentation are broken a value may have swallowed its neighbours, and those may be secrets.
[[nodiscard]] std::string quote(std::string_view text);

/// The same for a key that nobody knows: only what looks like the name of a setting (small letters and underscores) is
/// shown, because behind a slip of the keyboard the key may be a password. Empty if it must not be shown.
[[nodiscard]] std::string quote_key(std::string_view key);

/// `path` made absolute against the folder of `file` (the working folder if `file` is empty or has no folder) and
/// cleared of "." and "..". UTF-8 in and out; nothing has to exist. An empty path stays empty.
[[nodiscard]] std::string absolute_path(std::string_view path, std::string_view file);

}  // namespace ddns::schema
