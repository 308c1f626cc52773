#include "ddns/schema/redact.h"

#include <algorithm>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "limit_text.h"

namespace ddns::schema {
namespace {

/// User info and query may carry tokens; the path is kept, for it tells which service is meant.
std::string redact_url(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return std::string(url);
  const auto begin = colon + 3;
  const auto end = std::min(url.find_first_of("/?#", begin), url.size());
  const auto at = url.substr(begin, end - begin).rfind('@');
  std::string out(url.substr(0, begin));
  if (at != std::string_view::npos) out += cat(kMask, '@');
  const auto host = at == std::string_view::npos ? begin : begin + at + 1;
  const auto query = std::min(url.find('?', host), url.size());
  out += url.substr(host, query - host);
  if (query < url.size()) out += cat('?', kMask);
  return out;
}

std::string redact_list(const std::vector<std::string>& texts) {
  std::vector<std::string> shown;
  shown.reserve(texts.size());
  for (const auto& text : texts) shown.push_back(redact_url(text));
  return cat('[', join(shown, ", "), ']');
}

std::string redact_map(const Values::TextMap& entries) {
  std::vector<std::string> shown;
  for (const auto& entry : entries) shown.push_back(cat(entry.first, ": ", kMask));
  return cat('{', join(shown, ", "), '}');
}

std::string value_text(const Field& field, const Values& values) {
  switch (field.kind) {
    case Kind::secret:
      return std::string(kMask);
    case Kind::integer:
      return std::to_string(values.integer(field.key));
    case Kind::boolean:
      return values.boolean(field.key) ? "true" : "false";
    case Kind::duration:
      return format_duration(values.duration(field.key));
    case Kind::size:
      return limit_text(field.kind, values.integer(field.key));
    case Kind::text_list:
      return redact_list(values.list(field.key));
    case Kind::text_map:
      return redact_map(values.map(field.key));
    case Kind::text:
    case Kind::choice:
    case Kind::url:
    case Kind::domain:
    case Kind::address:
    case Kind::prefix:
    case Kind::path:
      break;
  }
  return redact_url(values.text(field.key));
}

}  // namespace

std::string redact(const Schema& schema, const Values& values) {
  std::string out;
  for (const auto& field : schema.fields) {
    if (values.has(field.key)) out += cat(field.key, ": ", value_text(field, values), '\n');
  }
  return out;
}

}  // namespace ddns::schema
