#include "ddns/platform/port.h"

#include <sys/socket.h>

namespace ddns::platform {

bool claim_port(std::uintptr_t socket) noexcept {
  const int on = 1;
  return ::setsockopt(static_cast<int>(socket), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
}

}  // namespace ddns::platform
