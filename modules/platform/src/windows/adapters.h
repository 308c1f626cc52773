#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "handle.h"
// After winsock2.h and ws2tcpip.h, or it lacks SOCKADDR_INET.
#include <iphlpapi.h>

#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"

namespace ddns::platform {

/// The answer of GetAdaptersAddresses: a linked list in one block of memory.
class Adapters {
 public:
  /// Errors: Reason::unavailable while there is no network driver yet (early at boot), Reason::io otherwise.
  [[nodiscard]] static Result<Adapters> read();

  /// nullptr when there are none.
  [[nodiscard]] const IP_ADAPTER_ADDRESSES* first() const noexcept {
    return block_.empty() ? nullptr : reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(block_.data());
  }

 private:
  std::vector<std::uint64_t> block_;  // wide elements for the alignment
};

[[nodiscard]] std::optional<IpAddress> address_in(const sockaddr* address);

}  // namespace ddns::platform
