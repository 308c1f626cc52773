#include "ddns/core/host_port.h"

#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"

namespace ddns {

std::optional<HostPort> split_host_port(std::string_view text) {
  auto host = text;
  auto rest = std::string_view();
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    const auto address = IpAddress::parse(host);
    if (!address || !address->is_v6()) return std::nullopt;
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos && text.rfind(':') == colon) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (rest.empty()) return HostPort{host, std::nullopt};
  const auto port = to_number<std::uint16_t>(rest.substr(1));
  if (rest.front() != ':' || !port) return std::nullopt;
  return HostPort{host, port};
}

}  // namespace ddns
