#include "ddns/http/check.h"

#include <algorithm>

#include "characters.h"
#include "ddns/core/text.h"

namespace ddns::http {
namespace {

bool is_token(std::string_view text) noexcept {
  constexpr std::string_view kAlso = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || kAlso.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7F;
  });
}

}  // namespace

Status check_request(const Request& request) {
  if (!is_token(request.method)) return fail(Reason::config, "a request has a method that is no word");
  if (request.url.host.empty()) return fail(Reason::config, "a request has no host to go to");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return fail(Reason::config, "a request has a header whose name is no word");
    if (!is_field_value(value)) {
      return fail(Reason::config, cat("the value of the header ", name,
                                      " holds a line end or another control character; "
                                      "look for one at the end of the credential it was made from"));
    }
  }
  return {};
}

}  // namespace ddns::http
