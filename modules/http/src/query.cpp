#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/http/url.h"

namespace ddns::http {
namespace {

Query::Pairs encoded(const Query::Pairs& pairs) {
  Query::Pairs out;
  out.reserve(pairs.size());
  for (const auto& [name, value] : pairs) out.emplace_back(percent_encode(name), percent_encode(value));
  return out;
}

std::string joined(const Query::Pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out += name;
    out += '=';
    out += value;
  }
  return out;
}

}  // namespace

Result<Query> Query::parse(std::string_view text) {
  Query query;
  for (const auto part : split(text, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals));
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!name || !value) return fail(Reason::malformed, "a query has a percent sign without two hex digits behind it");
    query.add(std::move(*name), std::move(*value));
  }
  return query;
}

std::string Query::to_string_sorted() const {
  Pairs pairs = encoded(pairs_);
  std::sort(pairs.begin(), pairs.end());
  return joined(pairs);
}

std::string Query::to_string() const { return joined(encoded(pairs_)); }

std::string Query::to_form() const { return replace_all(to_string(), "%20", "+"); }

}  // namespace ddns::http
