#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"

/// What the request signatures of many services share. Pure functions, thread-safe.
namespace ddns::http::sign {

/// The query decoded, encoded again with percent_encode and sorted: the same text however the caller wrote it. "name"
/// without value becomes "name=". Errors: Reason::malformed.
[[nodiscard]] Result<std::string> canonical_query(std::string_view query);

/// The "canonical headers" block and the list of names that goes with it.
struct CanonicalHeaders {
  std::string block;  ///< "name:value\n" each, names in lower case, values trimmed, sorted by name; values of one name
                      ///< joined by commas
  std::string signed_names;  ///< "name;name"
};
[[nodiscard]] CanonicalHeaders canonical_headers(std::vector<std::pair<std::string, std::string>> fields);

/// Lower-case hex of the SHA-256 of the text.
[[nodiscard]] std::string sha256_hex(std::string_view text);

/// "2026-01-02T03:04:05Z"
[[nodiscard]] std::string iso_time(WallTime time);
/// "2026-01-02"
[[nodiscard]] std::string iso_date(WallTime time);
/// "1767323045"
[[nodiscard]] std::string unix_text(WallTime time);

}  // namespace ddns::http::sign
