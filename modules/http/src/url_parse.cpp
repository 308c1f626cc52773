#include "characters.h"
#include "ddns/core/domain_name.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"
#include "ddns/http/url.h"

namespace ddns::http {
namespace {

tl::unexpected<Error> bad(std::string message) { return fail(Reason::malformed, std::move(message)); }

/// RFC 3986 section 3.3 (and 3.4, which only adds '?'): pchar, '/', and whole escapes.
bool is_path_text(std::string_view text, bool query) noexcept {
  constexpr std::string_view kAlso = "!$&'()*+,;=:@/";
  while (!text.empty()) {
    const char c = text.front();
    if (starts_with_escape(text)) {
      text.remove_prefix(3);
      continue;
    }
    const bool good = is_unreserved(c) || kAlso.find(c) != std::string_view::npos || (query && c == '?');
    if (!good) return false;
    text.remove_prefix(1);
  }
  return true;
}

Result<std::string> parse_scheme(std::string_view& rest) {
  const auto end = rest.find("://");
  if (end == std::string_view::npos) return bad("a URL must start with http:// or https://");
  const std::string scheme = to_lower(rest.substr(0, end));
  if (scheme != "http" && scheme != "https") return bad("a URL must start with http:// or https://");
  rest.remove_prefix(end + 3);
  return scheme;
}

Result<std::string> parse_bracketed(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address || !address->is_v6()) return bad("a URL has something else than an IPv6 address in brackets");
  return address->to_string();
}

Result<std::string> parse_name(std::string_view text) {
  if (const auto address = IpAddress::parse(text); address && address->is_v4()) return address->to_string();
  const auto name = DomainName::parse(text);
  if (!name || name->is_root() || name->text().find('*') != std::string::npos) {
    return bad("a URL has no valid host name (letters, digits, `-`, `_` and dots; international names as xn--…)");
  }
  // "1.2.3" or "10.0.0.256" would be taken for an address by one library and for a name by the next.
  const auto labels = name->labels();
  if (labels.back().find_first_not_of("0123456789") == std::string_view::npos) {
    return bad("a URL has a host that looks like an IPv4 address and is none");
  }
  return name->text();
}

/// `text` is "host", "host:port", "[v6]" or "[v6]:port".
Status parse_authority(std::string_view text, Url& url) {
  if (text.find('@') != std::string_view::npos) {
    return bad("a URL must not hold a user name or password; there are settings for them");
  }
  const bool bracketed = text.starts_with('[');
  const auto bracket = text.find(']');
  if (bracketed && bracket == std::string_view::npos)
    return bad("a URL has an opening bracket without the closing one");
  const auto colon = text.find(':', bracketed ? bracket : 0);
  const auto host = text.substr(0, colon);
  if (bracketed && host.size() != bracket + 1) return bad("a URL has text between an IPv6 address and its port");
  auto parsed = bracketed ? parse_bracketed(host.substr(1, host.size() - 2)) : parse_name(host);
  if (!parsed) return fail(std::move(parsed).error());
  url.host = std::move(*parsed);
  url.port = url.scheme == "https" ? 443 : 80;
  if (colon == std::string_view::npos) return {};
  const auto digits = text.substr(colon + 1);
  const auto port = to_number<std::uint16_t>(digits);
  if (!port || *port == 0 || digits.front() == '0') {
    return bad(cat("the URL with the host ", url.host, " has no port between 1 and 65535 behind the colon"));
  }
  url.port = *port;
  return {};
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  std::string_view rest = text;
  auto scheme = parse_scheme(rest);
  if (!scheme) return fail(std::move(scheme).error());
  Url url;
  url.scheme = std::move(*scheme);
  const auto authority_end = rest.find_first_of("/?#");
  const auto authority = parse_authority(rest.substr(0, authority_end), url);
  if (!authority) return fail(authority.error());
  rest = authority_end == std::string_view::npos ? std::string_view() : rest.substr(authority_end);
  if (rest.find('#') != std::string_view::npos) {
    return bad(cat("the URL of ", url.origin(), " has a fragment (`#…`), which means nothing to a server; remove it"));
  }
  const auto question = rest.find('?');
  const auto path = rest.substr(0, question);
  const auto query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  if (!is_path_text(path, false) || !is_path_text(query, true)) {
    return bad(cat("the URL of ", url.origin(), " has a character in its path or query that must be percent-encoded"));
  }
  if (!path.empty()) url.path = path;
  url.query = query;
  return url;
}

}  // namespace ddns::http
