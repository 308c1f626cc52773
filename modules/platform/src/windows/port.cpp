#include "ddns/platform/port.h"

#include "handle.h"

namespace ddns::platform {

bool claim_port(std::uintptr_t socket) noexcept {
  const BOOL on = TRUE;
  const auto* value = reinterpret_cast<const char*>(&on);
  return ::setsockopt(static_cast<SOCKET>(socket), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, value, sizeof on) == 0;
}

}  // namespace ddns::platform
