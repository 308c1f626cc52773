#pragma once

#include "ddns/core/result.h"
#include "fd.h"
#include "netlink.h"
#include "network_view.h"

namespace ddns::platform {

struct NetworkChanges {
  bool addresses = false;
  bool routes = false;
};

/// Listens to the kernel's address, link and route groups and tells real changes from noise by comparing views.
class AddressWatch {
 public:
  [[nodiscard]] static Result<AddressWatch> open();

  [[nodiscard]] int fd() const noexcept { return socket_.get(); }
  /// To be called when fd() is readable; never blocks.
  [[nodiscard]] NetworkChanges drain();

 private:
  AddressWatch(UniqueFd socket, NetworkView view) : socket_(std::move(socket)), view_(std::move(view)) {}
  [[nodiscard]] bool link_matters(const NetlinkMessage& message) const;

  UniqueFd socket_;
  NetworkView view_;
};

}  // namespace ddns::platform
