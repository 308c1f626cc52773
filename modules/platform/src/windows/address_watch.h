#pragma once

#include <array>

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
/// request SIO_ADDRESS_LIST_CHANGE (works on both, without some IPv6 events).
class AddressWatch {
 public:
  AddressWatch();
  ~AddressWatch();
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;

  /// Errors: Reason::io when no way of notification works at all.
  [[nodiscard]] Status open();

  /// Signalled when drain() is to be called.
  [[nodiscard]] HANDLE event() const noexcept { return event_.get(); }
  [[nodiscard]] NetworkChanges drain();

 private:
  struct ListChange {
    SOCKET socket = INVALID_SOCKET;
    WSAOVERLAPPED overlapped{};
    bool pending = false;
  };
  void listen(ListChange& change) noexcept;

  UniqueHandle event_;  ///< manual reset: the request of a socket and two callbacks set it
  std::array<ListChange, 2> list_changes_;
  HANDLE address_notification_ = nullptr;
  HANDLE route_notification_ = nullptr;
  NetworkView view_;
  bool viewed_ = false;
};

}  // namespace ddns::platform
