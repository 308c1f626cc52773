#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::schema {

/// What is wrong with a text, and what to do.
struct Problem {
  std::string message;
  std::string hint = {};
};

/// A scalar on its way into Values.
struct Scalar {
  std::string_view text;  ///< references resolved
  std::string_view file;  ///< whose folder relative paths count from; empty = the working folder
  bool shown = true;      ///< may be quoted in a message: no secret, and nothing in it came from a reference
};

/// The text as a value of the field's kind, checked against its limits and its rule. For lists and maps: one element.
[[nodiscard]] tl::expected<Values::Value, Problem> parse_value(const Field& field, const Scalar& scalar);

/// "a duration such as 5m": completes "`key` must be …".
[[nodiscard]] std::string_view describe(Kind kind) noexcept;

}  // namespace ddns::schema
