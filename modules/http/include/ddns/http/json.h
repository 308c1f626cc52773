#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/core/result.h"

namespace ddns::http {

/// A parsed JSON value, or the absence of one. Immutable; copies share the document and keep it alive; safe to read
/// from several threads. Navigation never fails: what is not there is an absent value, and getters of an absent value
/// give nullopt or the fallback.
class Json {
 public:
  Json() = default;  ///< absent

  /// RFC 8259, UTF-8, at most 100 levels deep. Errors: Reason::malformed with the place, and nothing of the text.
  [[nodiscard]] static Result<Json> parse(std::string_view text);

  /// RFC 6901: "/result/0/id"; "" is the value itself.
  [[nodiscard]] Json at(std::string_view pointer) const;
  /// The member of an object / the element of an array.
  [[nodiscard]] Json operator[](std::string_view key) const;
  [[nodiscard]] Json operator[](std::size_t index) const;

  [[nodiscard]] bool exists() const noexcept { return node_ != nullptr; }
  [[nodiscard]] bool is_null() const noexcept;
  [[nodiscard]] bool is_object() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] bool is_string() const noexcept;
  [[nodiscard]] bool is_number() const noexcept;
  [[nodiscard]] bool is_bool() const noexcept;

  /// Elements of an array or members of an object; 0 for anything else.
  [[nodiscard]] std::size_t size() const noexcept;
  /// The elements of an array in order; empty for anything else. `for (const auto& record : answer.items("/result"))`
  [[nodiscard]] std::vector<Json> items(std::string_view pointer = "") const;
  /// The members of an object in the order of their names; empty for anything else.
  [[nodiscard]] std::vector<std::pair<std::string, Json>> members(std::string_view pointer = "") const;

  /// Exactly that type, else nullopt. A number with a fraction, or beyond the range, is no integer.
  [[nodiscard]] std::optional<std::string> as_string() const;
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] std::optional<double> as_double() const;
  [[nodiscard]] std::optional<bool> as_bool() const;
  /// A string as it is, an integer in digits, a boolean as true or false: for ids that services write now as text, now
  /// as a number.
  [[nodiscard]] std::optional<std::string> as_text() const;

  /// The same with a pointer and a fallback.
  [[nodiscard]] std::string string(std::string_view pointer, std::string_view fallback = "") const;
  [[nodiscard]] std::string text(std::string_view pointer, std::string_view fallback = "") const;
  [[nodiscard]] std::int64_t integer(std::string_view pointer, std::int64_t fallback = 0) const;
  [[nodiscard]] bool boolean(std::string_view pointer, bool fallback = false) const;

  /// For what an answer must have. Errors: Reason::malformed, "the answer has no text at /result/id".
  [[nodiscard]] Result<std::string> need_text(std::string_view pointer) const;

  /// Compact JSON text, "" when absent. Members in the order of their names.
  [[nodiscard]] std::string dump() const;

 private:
  explicit Json(std::shared_ptr<const void> node) : node_(std::move(node)) {}
  std::shared_ptr<const void> node_;  // shares ownership of the document, points at the value in it
};

}  // namespace ddns::http
