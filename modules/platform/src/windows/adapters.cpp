#include "adapters.h"

#include <algorithm>
#include <cstring>

#include "ddns/core/text.h"
#include "io_error.h"

namespace ddns::platform {

Result<Adapters> Adapters::read() {
  constexpr ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
  constexpr int attempts = 5;
  Adapters adapters;
  ULONG size = 16 * 1024;
  ULONG error = ERROR_BUFFER_OVERFLOW;
  // The list may grow between two calls.
  for (int i = 0; i < attempts && error == ERROR_BUFFER_OVERFLOW; ++i) {
    adapters.block_.assign(size / sizeof(std::uint64_t) + 1, 0);
    error = ::GetAdaptersAddresses(AF_UNSPEC, flags, nullptr,
                                   reinterpret_cast<IP_ADAPTER_ADDRESSES*>(adapters.block_.data()), &size);
  }
  if (error == ERROR_SUCCESS) return adapters;
  if (error == ERROR_NO_DATA) return Adapters{};
  const bool too_early = error == ERROR_FILE_NOT_FOUND;
  return fail(too_early ? Reason::unavailable : Reason::io,
              cat("cannot list the network adapters: ", error_text(windows_error(error))));
}

std::optional<IpAddress> address_in(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return IpAddress::v4(bytes);
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    IpAddress::Bytes bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

}  // namespace ddns::platform
