#include "address_watch.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "io_error.h"

namespace ddns::platform {
namespace {

constexpr std::uint32_t groups =
    RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_LINK;

void enlarge_buffer(int fd) noexcept {
  // An overrun costs only a resync; so whatever the system grants is fine. FORCE needs CAP_NET_ADMIN.
  constexpr int wanted = 1024 * 1024;
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
  }
}

/// Lets the kernel throw away notifications of routes that are not default routes: a router with a full table would
/// otherwise wake us all day. Without the filter everything still works, so a refusal is no error.
void drop_specific_routes(int fd) noexcept {
  // Half-word loads convert from network order, and netlink numbers are in host order.
  constexpr std::uint32_t type_offset = offsetof(nlmsghdr, nlmsg_type);
  constexpr std::uint32_t length_offset = sizeof(nlmsghdr) + offsetof(rtmsg, rtm_dst_len);
  constexpr std::uint32_t keep = 0xFFFFFFFF;
  std::array<sock_filter, 7> program{{
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type_offset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 2),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, length_offset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, keep),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace

Result<AddressWatch> AddressWatch::open() {
  auto socket = open_netlink(groups);
  if (!socket) return fail(std::move(socket).error());
  enlarge_buffer(socket->get());
  drop_specific_routes(socket->get());
  // Read after the socket listens, so that no change falls between.
  NetworkView view;
  auto addresses = read_address_view();
  if (!addresses) return fail(std::move(addresses).error());
  view.addresses = std::move(*addresses);
  if (auto read = read_routes(view); !read) return fail(std::move(read).error());
  return AddressWatch(std::move(*socket), std::move(view));
}

/// Only a link with an address or a default route that we know counts; containers make and drop links all day.
bool AddressWatch::link_matters(const NetlinkMessage& message) const {
  const auto* header = message.header<ifinfomsg>();
  if (header == nullptr) return true;
  const auto index = static_cast<unsigned>(header->ifi_index);
  const bool running = message.type == RTM_NEWLINK && (header->ifi_flags & IFF_RUNNING) != 0;
  const auto entry = std::find_if(view_.addresses.begin(), view_.addresses.end(),
                                  [&](const ViewedAddress& known) { return known.interface_index == index; });
  if (entry != view_.addresses.end()) return entry->running != running;
  return (view_.route4 && view_.route4->interface_index == index) ||
         (view_.route6 && view_.route6->interface_index == index);
}

NetworkChanges AddressWatch::drain() {
  bool look_at_addresses = false;
  bool look_at_routes = false;
  const Drained drained = drain_netlink(socket_.get(), [&](const NetlinkMessage& message) {
    switch (message.type) {
      case RTM_NEWADDR:
      case RTM_DELADDR:
        look_at_addresses = true;
        break;
      case RTM_NEWLINK:
      case RTM_DELLINK:
        look_at_addresses = look_at_addresses || link_matters(message);
        break;
      case RTM_NEWROUTE:
      case RTM_DELROUTE: {
        const auto* header = message.header<rtmsg>();
        look_at_routes = look_at_routes || header == nullptr || header->rtm_dst_len == 0;
        break;
      }
      default:
        break;
    }
  });
  const bool overrun = drained == Drained::overrun;
  // Somebody who was not told everything has to read everything, changed or not; the same if we cannot read it.
  NetworkChanges changes{.addresses = overrun, .routes = overrun};
  if (look_at_addresses || overrun) {
    auto now = read_address_view();
    changes.addresses = changes.addresses || !now || *now != view_.addresses;
    if (now) view_.addresses = std::move(*now);
  }
  // The kernel sends nothing when a default route goes because its address or link went.
  if (look_at_routes || look_at_addresses || overrun) {
    NetworkView now;
    const bool read = read_routes(now).has_value();
    changes.routes = changes.routes || !read || now.route4 != view_.route4 || now.route6 != view_.route6;
    if (read) {
      view_.route4 = std::move(now.route4);
      view_.route6 = std::move(now.route6);
    }
  }
  return changes;
}

}  // namespace ddns::platform
