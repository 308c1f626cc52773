#include "addresses.h"

#include <algorithm>

#include "ddns/config/load.h"
#include "ddns/core/host_port.h"
#include "ddns/core/text.h"

namespace ddns::config {
namespace {

bool is_host(std::string_view host) {
  return host.empty() || host == "*" || IpAddress::parse(host).has_value() || DomainName::parse(host).has_value();
}

}  // namespace

Result<std::optional<Listen>> parse_listen(std::string_view text) {
  for (const std::string_view word : {"off", "none", "false"}) {
    if (iequals(text, word)) return std::optional<Listen>{};
  }
  const auto parts = split_host_port(text);
  const bool looks_v6 = parts && parts->host.find(':') != std::string_view::npos;
  if (!parts || !parts->port || !is_host(parts->host) || (looks_v6 && !IpAddress::parse(parts->host))) {
    return fail(Reason::config, "write 127.0.0.1:9876, [::1]:9876, :9876 for all addresses, or off");
  }
  return std::optional<Listen>(
      Listen{.host = parts->host == "*" ? std::string{} : to_lower(parts->host), .port = *parts->port});
}

Result<dns::Server> parse_server(std::string_view text) {
  const auto parts = split_host_port(text);
  const auto address = parts ? IpAddress::parse(parts->host) : Result<IpAddress>(fail(Reason::config, {}));
  if (!address || parts->port == 0) {
    return fail(Reason::config, "a name server is an address with or without port: 192.0.2.1, [2001:db8::1]:5353");
  }
  return dns::Server{.address = *address, .port = parts->port.value_or(53)};
}

}  // namespace ddns::config
