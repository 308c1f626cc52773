#include "shared/codes.h"

#include <algorithm>

namespace ddns::providers {

const CodeRow* find_code(std::span<const CodeRow> rows, std::string_view code) noexcept {
  const auto fits = [&](const CodeRow& row) {
    if (!row.code.ends_with('*')) return row.code == code;
    return code.starts_with(row.code.substr(0, row.code.size() - 1));
  };
  const auto found = std::find_if(rows.begin(), rows.end(), fits);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace ddns::providers
