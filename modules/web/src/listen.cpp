#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"
#include "ddns/web/server.h"

namespace ddns::web {

bool ListenAddress::is_loopback() const {
  if (iequals(host, "localhost")) return true;
  const auto address = IpAddress::parse(host);
  if (!address) return false;
  return address->is_v4() ? address->bytes()[0] == 127 : address->to_string() == "::1";
}

}  // namespace ddns::web
