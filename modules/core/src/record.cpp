#include "ddns/core/record.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns {

std::string_view to_string(RecordType type) noexcept { return type == RecordType::a ? "A" : "AAAA"; }

std::optional<RecordType> record_type_from(std::string_view word) noexcept {
  if (iequals(word, "A")) return RecordType::a;
  if (iequals(word, "AAAA")) return RecordType::aaaa;
  return std::nullopt;
}

std::string RecordKey::to_string() const {
  std::string out = cat(name.text(), " ", ddns::to_string(type));
  if (!line.empty()) out += cat(" [", line, "]");
  return out;
}

bool satisfies(const Attributes& actual, const Attributes& wanted) {
  if (wanted.ttl && actual.ttl != wanted.ttl) return false;
  if (wanted.proxied && actual.proxied != wanted.proxied) return false;
  if (wanted.comment && actual.comment != wanted.comment) return false;
  return std::all_of(wanted.extra.begin(), wanted.extra.end(), [&](const auto& entry) {
    const auto found = actual.extra.find(entry.first);
    return found != actual.extra.end() && found->second == entry.second;
  });
}

}  // namespace ddns
