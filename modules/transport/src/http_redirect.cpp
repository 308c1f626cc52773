#include "http_redirect.h"

#include <string_view>

#include "ddns/core/text.h"

namespace ddns::transport {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// RFC 3986 section 5.2 without dot segments: "/path?query", "?query" and "name" below the same origin.
http::Url resolve(const http::Url& base, std::string_view reference) {
  const auto question = reference.find('?');
  const auto path = reference.substr(0, question);
  http::Url out = base;
  if (path.starts_with('/')) {
    out.path = path;
  } else if (!path.empty()) {
    out.path = base.path.substr(0, base.path.rfind('/') + 1);
    out.path += path;
  }
  out.query = question == std::string_view::npos ? std::string_view{} : reference.substr(question + 1);
  return out;
}

}  // namespace

std::optional<http::Url> same_origin_redirect(const http::Request& request, const http::Response& response) {
  if (!is_redirect(response.status) || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  const auto field = response.headers.get("Location");
  if (!field) return std::nullopt;
  const auto location = trim(*field);
  const auto reference = location.substr(0, location.find('#'));
  if (reference.empty()) return std::nullopt;
  const bool has_scheme = reference.find(':') < reference.find_first_of("/?");
  if (!has_scheme && !reference.starts_with("//")) return resolve(request.url, reference);
  const auto absolute = http::Url::parse(has_scheme ? std::string(reference) : cat(request.url.scheme, ':', reference));
  if (!absolute || absolute->origin() != request.url.origin()) return std::nullopt;
  return *absolute;
}

}  // namespace ddns::transport
