#include "addresses.h"

#include <algorithm>

#include "ddns/config/load.h"
#include "ddns/core/text.h"

namespace ddns::config {
namespace {

struct HostPort {
  std::string_view host;
  std::optional<std::uint16_t> port;
};

/// "host:port", "[v6]:port", ":port"; a bare host has no port.
std::optional<HostPort> split_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto address = IpAddress::parse(text.substr(1, end - 1));
    if (!address || !address->is_v6()) return std::nullopt;
    const auto rest = text.substr(end + 1);
    if (rest.empty()) return HostPort{text.substr(1, end - 1), std::nullopt};
    const auto port = to_number<std::uint16_t>(rest.substr(1));
    if (rest.front() != ':' || !port) return std::nullopt;
    return HostPort{text.substr(1, end - 1), port};
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return HostPort{text, std::nullopt};
  if (text.find(':') != colon) return HostPort{text, std::nullopt};  // an IPv6 address
  const auto port = to_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return std::nullopt;
  return HostPort{text.substr(0, colon), port};
}

bool is_host(std::string_view host) {
  return host.empty() || host == "*" || IpAddress::parse(host).has_value() || DomainName::parse(host).has_value();
}

}  // namespace

Result<std::optional<Listen>> parse_listen(std::string_view text) {
  for (const std::string_view word : {"off", "none", "false"}) {
    if (iequals(text, word)) return std::optional<Listen>{};
  }
  const auto parts = split_port(text);
  const bool looks_v6 = parts && parts->host.find(':') != std::string_view::npos;
  if (!parts || !parts->port || !is_host(parts->host) || (looks_v6 && !IpAddress::parse(parts->host))) {
    return fail(Reason::config, "write 127.0.0.1:9876, [::1]:9876, :9876 for all addresses, or off");
  }
  return std::optional<Listen>(
      Listen{.host = parts->host == "*" ? std::string{} : to_lower(parts->host), .port = *parts->port});
}

Result<dns::Server> parse_server(std::string_view text) {
  const auto parts = split_port(text);
  const auto address = parts ? IpAddress::parse(parts->host) : Result<IpAddress>(fail(Reason::config, {}));
  if (!address || parts->port == 0) {
    return fail(Reason::config, "a name server is an address with or without port: 192.0.2.1, [2001:db8::1]:5353");
  }
  return dns::Server{.address = *address, .port = parts->port.value_or(53)};
}

}  // namespace ddns::config
