#include "custom/template.h"

#include "ddns/http/json_text.h"
#include "ddns/http/url.h"

namespace ddns::providers::custom {
namespace {

std::string escaped(const std::string& value, Escape escape) {
  if (escape == Escape::none) return value;
  if (escape == Escape::url) return http::percent_encode(value);
  const auto quoted = http::JsonText(value).text();
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Filled fill(std::string_view text, const Variables& variables, Escape escape) {
  Filled out;
  for (;;) {
    const auto start = text.find("#{");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    out.text += text.substr(0, start);
    if (end == std::string_view::npos) {
      if (start != std::string_view::npos) out.text += text.substr(start);
      return out;
    }
    const auto name = text.substr(start + 2, end - start - 2);
    if (const auto found = variables.find(name); found != variables.end()) {
      out.text += escaped(found->second, escape);
    } else {
      out.text += text.substr(start, end + 1 - start);
      out.unknown.emplace_back(name);
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace ddns::providers::custom
