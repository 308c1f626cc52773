#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace ddns {

/// ASCII only: DNS, HTTP and configuration words. Locale never plays a part.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;
/// Removes spaces, tabs, CR and LF at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// "a,b,,c" → {"a","b","","c"}; an empty text gives one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// The candidate with the least edit distance (a swap of neighbours counts as one; case does not count), if it is near
/// enough to be a typing mistake: at most a third of the longer word, at least one. The first of equals wins.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// The whole text as a decimal number in T's range, else nullopt. No sign for unsigned types, no spaces.
template <std::integral T>
[[nodiscard]] std::optional<T> to_number(std::string_view text) noexcept {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// True when `text` is well-formed UTF-8 (no overlong forms, surrogates or values above U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Replaces every ill-formed sequence by U+FFFD, one for each maximal part (Unicode 15, section 3.9, table 3-8).
[[nodiscard]] std::string to_valid_utf8(std::string_view text);
/// At most `limit` bytes, never cutting inside a UTF-8 sequence.
[[nodiscard]] std::string_view truncate_utf8(std::string_view text, std::size_t limit) noexcept;

namespace detail {
inline void append(std::string& out, std::string_view part) { out += part; }
inline void append(std::string& out, char part) { out += part; }
template <class T>
  requires(std::integral<T> && !std::same_as<T, char> && !std::same_as<T, bool>)
void append(std::string& out, T part) {
  out += std::to_string(part);
}
}  // namespace detail

/// Concatenates texts, characters and integers: `cat("zone ", zone, ": ", count, " records")`.
template <class... Parts>
[[nodiscard]] std::string cat(const Parts&... parts) {
  std::string out;
  (detail::append(out, parts), ...);
  return out;
}

}  // namespace ddns
