#include "ddns/core/address_scope.h"
#include "ddns/web/server.h"

namespace ddns::web {

bool ListenAddress::is_loopback() const { return is_loopback_host(host); }

}  // namespace ddns::web
