#pragma once

#include <array>
#include <chrono>
#include <vector>

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
/// look_again(), which is also how it gets going when the service starts before the network does.
class AddressWatch {
 public:
  AddressWatch();
  ~AddressWatch();
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;

  static constexpr std::chrono::seconds slow_look{60};
  static constexpr std::chrono::seconds soon{5};

  /// Soon while something cannot be had: a subscription was refused, or the network cannot be read.
  [[nodiscard]] std::chrono::seconds look_again() const noexcept { return failing_ ? soon : slow_look; }

  /// Errors: Reason::io when the system has no handles left.
  [[nodiscard]] Status open();

  /// When one of them is signalled, drain() is to be called.
  [[nodiscard]] std::vector<HANDLE> events() const {
    return {event_.get(), list_changes_[0].event.get(), list_changes_[1].event.get()};
  }
  [[nodiscard]] NetworkChanges drain();

 private:
  struct ListChange {
    int family = AF_UNSPEC;
    SOCKET socket = INVALID_SOCKET;
    UniqueHandle event = {};  ///< of its own: the system resets it when a request begins
    WSAOVERLAPPED overlapped{};
    bool pending = false;
  };
  void listen(ListChange& change) noexcept;
  /// False if something was refused.
  [[nodiscard]] bool subscribe() noexcept;

  UniqueHandle event_;  ///< manual reset: the two callbacks set it
  std::array<ListChange, 2> list_changes_{{{.family = AF_INET}, {.family = AF_INET6}}};
  bool failing_ = false;
  HANDLE address_notification_ = nullptr;
  HANDLE route_notification_ = nullptr;
  NetworkView view_;
  bool viewed_ = false;
};

}  // namespace ddns::platform
