#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"
#include "fd.h"

namespace ddns::platform {

/// One rtnetlink attribute: its type and its bytes (rtnetlink(7)). Points into the message.
struct NetlinkAttribute {
  unsigned type = 0;
  std::span<const std::uint8_t> data;

  /// A number of exactly this width; 0 if the attribute has another width.
  [[nodiscard]] std::uint32_t u32() const noexcept;
  /// Text without the ending zero.
  [[nodiscard]] std::string text() const;
  /// An address of 4 or 16 bytes; nullopt otherwise.
  [[nodiscard]] std::optional<IpAddress> address() const;
};

/// A netlink message as the kernel sent it. `payload` and attributes point into the receive buffer.
struct NetlinkMessage {
  unsigned type = 0;
  std::span<const std::uint8_t> payload;

  /// The fixed part (ifaddrmsg, ifinfomsg, rtmsg); nullptr if the message is too short for it.
  template <class Header>
  [[nodiscard]] const Header* header() const noexcept {
    return payload.size() < sizeof(Header) ? nullptr : reinterpret_cast<const Header*>(payload.data());
  }
  /// The attributes behind a fixed part of `header_size` bytes.
  void each_attribute(std::size_t header_size, const std::function<void(const NetlinkAttribute&)>& visit) const;
};

using NetlinkVisitor = std::function<void(const NetlinkMessage&)>;

/// Opens a NETLINK_ROUTE socket listening to the RTMGRP_* groups (0: none). Errors: Reason::io.
[[nodiscard]] Result<UniqueFd> open_netlink(std::uint32_t groups);

/// Asks the kernel for a whole table (RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE) and shows each message. `begin` is called
/// before the first message, and again when the table changed meanwhile and everything starts anew. Errors: Reason::io.
[[nodiscard]] Status dump_netlink(std::uint16_t request, std::uint8_t family, const std::function<void()>& begin,
                                  const NetlinkVisitor& visit);

enum class Drained { nothing, messages, overrun };

/// Shows every message that waits on a listening socket, without blocking. `overrun`: the kernel had to drop some.
[[nodiscard]] Drained drain_netlink(int fd, const NetlinkVisitor& visit);

}  // namespace ddns::platform
