#include "ddns/web/guard.h"

#include <array>

#include "ddns/core/address_scope.h"
#include "ddns/core/text.h"
#include "ddns/web/server.h"

namespace ddns::web {
namespace {

/// The host part of a Host header or of an Origin without scheme.
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    return end == std::string_view::npos ? authority : authority.substr(1, end - 1);
  }
  return authority.substr(0, authority.find(':'));
}

bool forwarded(const Request& request) {
  static constexpr std::array names{"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"};
  for (const char* name : names) {
    if (request.headers.contains(name)) return true;
  }
  return false;
}

bool shows_token(const Secret& token, const Request& request) {
  const auto authorization = request.header("authorization");
  if (token.empty() || !authorization) return false;
  constexpr std::string_view scheme = "bearer ";
  if (authorization->size() <= scheme.size() || !iequals(authorization->substr(0, scheme.size()), scheme)) return false;
  return token == Secret(std::string(trim(authorization->substr(scheme.size()))));
}

}  // namespace

bool is_trusted(const GuardRules& rules, const Request& request) {
  if (shows_token(rules.token, request)) return true;
  if (!rules.loopback_listener || forwarded(request) || !is_loopback_host(request.peer)) return false;
  const auto host = request.header("host");
  if (!host) return true;
  return is_loopback_host(host_of(*host));
}

std::optional<Response> refuse_foreign(const Request& request) {
  const auto refused = [] {
    return error_response(403, "this request comes from a page of another site",
                          "send it without a foreign Origin header");
  };
  // "none" is a person's own doing: typed, or a bookmark.
  const auto site = request.header("sec-fetch-site");
  if (site && !iequals(*site, "same-origin") && !iequals(*site, "none")) return refused();
  const auto origin = request.header("origin");
  if (!origin) return std::nullopt;
  const auto slashes = origin->find("//");
  const auto authority = slashes == std::string_view::npos ? *origin : origin->substr(slashes + 2);
  if (!iequals(authority, request.header("host").value_or(""))) return refused();
  return std::nullopt;
}

std::optional<Response> refuse_write(const Request& request) {
  if (auto refused = refuse_foreign(request)) return refused;
  const auto type = request.header("content-type");
  if (!request.body.empty() && (!type || !to_lower(*type).starts_with("application/json"))) {
    return error_response(415, "the body must be application/json", "set Content-Type: application/json");
  }
  return std::nullopt;
}

Response refuse_untrusted(const GuardRules& rules) {
  if (!rules.token.empty()) {
    auto response = error_response(401, "this needs the token of web.token", "send Authorization: Bearer …");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  return error_response(403,
                        "this is not for everybody, and the listener can be reached from elsewhere or through a proxy",
                        "set web.token in the configuration, or listen on a loopback address");
}

}  // namespace ddns::web
