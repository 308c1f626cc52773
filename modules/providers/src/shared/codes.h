#pragma once

#include <span>
#include <string_view>

#include "ddns/core/error.h"

namespace ddns::providers {

/// One row of a service's error list. A `code` that ends in '*' stands for every code that begins so.
struct CodeRow {
  std::string_view code;
  Reason reason;
  std::string_view advice;  ///< what to do, for the end of a message; no full stop
};

/// The first row that fits, so exact codes stand before the patterns they are exceptions of; nullptr when none fits.
[[nodiscard]] const CodeRow* find_code(std::span<const CodeRow> rows, std::string_view code) noexcept;

}  // namespace ddns::providers
