#pragma once

#include <array>
#include <chrono>

#include "adapters.h"
#include "ddns/core/result.h"
#include "network_view.h"

namespace ddns::platform {

struct NetworkChanges {
  bool addresses = false;
  bool routes = false;
};

/// Address and route notifications of Windows, told from noise by comparing views. Two ways at once, because each has
/// gaps: NotifyUnicastIpAddressChange and NotifyRouteChange2 (complete on Windows, silent under Wine) and the socket
/// request SIO_ADDRESS_LIST_CHANGE (works on both, without some IPv6 events). Besides, the caller looks every
/// `look_again`, which is also how it gets going when the service starts before the network does.
class AddressWatch {
 public:
  AddressWatch();
  ~AddressWatch();
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;

  static constexpr std::chrono::seconds look_again{60};

  /// Errors: Reason::io when the system has no handles left.
  [[nodiscard]] Status open();

  /// Signalled when drain() is to be called.
  [[nodiscard]] HANDLE event() const noexcept { return event_.get(); }
  [[nodiscard]] NetworkChanges drain();

 private:
  struct ListChange {
    int family = AF_UNSPEC;
    SOCKET socket = INVALID_SOCKET;
    WSAOVERLAPPED overlapped{};
    bool pending = false;
  };
  void listen(ListChange& change) noexcept;
  void subscribe() noexcept;

  UniqueHandle event_;  ///< manual reset: the request of a socket and two callbacks set it
  std::array<ListChange, 2> list_changes_{{{.family = AF_INET}, {.family = AF_INET6}}};
  HANDLE address_notification_ = nullptr;
  HANDLE route_notification_ = nullptr;
  NetworkView view_;
  bool viewed_ = false;
};

}  // namespace ddns::platform
