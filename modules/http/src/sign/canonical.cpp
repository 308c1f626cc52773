#include "ddns/http/sign/canonical.h"

#include <algorithm>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"

namespace ddns::http::sign {

Result<std::string> canonical_query(std::string_view query) {
  const auto parsed = Query::parse(query);
  if (!parsed) return fail(parsed.error());
  return parsed->to_string_sorted();
}

CanonicalHeaders canonical_headers(std::vector<std::pair<std::string, std::string>> fields) {
  for (auto& field : fields) field.first = to_lower(field.first);
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  CanonicalHeaders out;
  const std::string* last = nullptr;
  for (const auto& [name, value] : fields) {
    if (last != nullptr && *last == name) {
      out.block.back() = ',';
      out.block += cat(trim(value), "\n");
      continue;
    }
    out.block += cat(name, ":", trim(value), "\n");
    out.signed_names += cat(last == nullptr ? "" : ";", name);
    last = &name;
  }
  return out;
}

std::string sha256_hex(std::string_view text) { return crypto::to_hex(crypto::digest(crypto::Hash::sha256, text)); }

std::string iso_time(WallTime time) { return format_rfc3339(time).substr(0, 19) + "Z"; }

std::string iso_date(WallTime time) { return format_rfc3339(time).substr(0, 10); }

std::string unix_text(WallTime time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

}  // namespace ddns::http::sign
