#include "netlink.h"

#include <sys/socket.h>

#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "io_error.h"

namespace ddns::platform {
namespace {

/// The kernel builds dump answers of up to 32 KiB for readers with room for them (NLMSG_GOODSIZE is the least).
constexpr std::size_t buffer_size = 32'768;
constexpr int dump_attempts = 4;

enum class Step { more, done, inconsistent };

struct Received {
  std::span<const std::uint8_t> bytes;
  bool from_kernel = false;
};

/// One datagram; errno tells why when nothing is returned.
std::optional<Received> receive(int fd, std::vector<std::uint8_t>& buffer, int flags) {
  sockaddr_nl sender{};
  iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
  msghdr header{};
  header.msg_name = &sender;
  header.msg_namelen = sizeof sender;
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  const ssize_t got = retry_interrupted([&] { return ::recvmsg(fd, &header, flags | MSG_CMSG_CLOEXEC); });
  if (got < 0) return std::nullopt;
  // A cut datagram would be read as a shorter list, so it counts as an overrun.
  if ((header.msg_flags & MSG_TRUNC) != 0) {
    errno = ENOBUFS;
    return std::nullopt;
  }
  return Received{.bytes = {buffer.data(), static_cast<std::size_t>(got)}, .from_kernel = sender.nl_pid == 0};
}

/// Walks the messages of one datagram; `visit` gets each header and its payload until it returns false.
template <class Visit>
void each_message(std::span<const std::uint8_t> bytes, Visit visit) {
  while (bytes.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > bytes.size()) return;
    if (!visit(header, bytes.subspan(sizeof header, header.nlmsg_len - sizeof header))) return;
    bytes = bytes.subspan(std::min<std::size_t>(bytes.size(), NLMSG_ALIGN(header.nlmsg_len)));
  }
}

int error_in(std::span<const std::uint8_t> payload) noexcept {
  nlmsgerr error{};
  if (payload.size() < sizeof error.error) return EPROTO;
  std::memcpy(&error.error, payload.data(), sizeof error.error);
  return -error.error;
}

Status send_dump_request(int fd, std::uint16_t request, std::uint8_t family) {
  // rtmsg is as long as the longest fixed part that a dump request may carry here, and all begin with the family.
  struct {
    nlmsghdr header;
    union {
      std::uint8_t family;
      ifinfomsg link;
      ifaddrmsg address;
      rtmsg route;
    } body;
  } message{};
  message.header.nlmsg_type = request;
  message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  std::size_t body_size = sizeof(ifinfomsg);
  if (request == RTM_GETADDR) body_size = sizeof(ifaddrmsg);
  if (request == RTM_GETROUTE) body_size = sizeof(rtmsg);
  message.header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(body_size));
  message.body.family = family;
  if (retry_interrupted([&] { return ::send(fd, &message, message.header.nlmsg_len, 0); }) < 0) {
    return system_error("cannot ask the kernel over rtnetlink", last_error());
  }
  return {};
}

Result<Step> read_dump_part(int fd, std::vector<std::uint8_t>& buffer, const NetlinkVisitor& visit) {
  const auto received = receive(fd, buffer, 0);
  if (!received) return system_error("cannot read the kernel's rtnetlink answer", last_error());
  Step step = Step::more;
  int error = 0;
  bool interrupted = false;
  each_message(received->bytes, [&](const nlmsghdr& header, std::span<const std::uint8_t> payload) {
    interrupted = interrupted || (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
    if (header.nlmsg_type == NLMSG_ERROR) error = error_in(payload);
    if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
      step = Step::done;
      return false;
    }
    if (header.nlmsg_type >= RTM_BASE) visit({.type = header.nlmsg_type, .payload = payload});
    return true;
  });
  if (error != 0) {
    return system_error("the kernel refuses an rtnetlink dump", std::error_code(error, std::generic_category()));
  }
  return interrupted ? Step::inconsistent : step;
}

/// One whole dump on a socket of its own, so that what is left of an interrupted one cannot mix into the next.
Result<Step> dump_once(std::uint16_t request, std::uint8_t family, const NetlinkVisitor& visit) {
  const auto socket = open_netlink(0);
  if (!socket) return fail(socket.error());
  if (auto sent = send_dump_request(socket->get(), request, family); !sent) return fail(std::move(sent).error());
  std::vector<std::uint8_t> buffer(buffer_size);
  for (;;) {
    auto step = read_dump_part(socket->get(), buffer, visit);
    if (!step || *step != Step::more) return step;
  }
}

}  // namespace

std::uint32_t NetlinkAttribute::u32() const noexcept {
  std::uint32_t value = 0;
  if (data.size() == sizeof value) std::memcpy(&value, data.data(), sizeof value);
  return value;
}

std::string NetlinkAttribute::text() const {
  std::string value(data.begin(), data.end());
  value.resize(std::min(value.size(), value.find('\0')));
  return value;
}

std::optional<IpAddress> NetlinkAttribute::address() const {
  const auto address = IpAddress::from_bytes(data);
  if (!address) return std::nullopt;
  return *address;
}

void NetlinkMessage::each_attribute(std::size_t header_size,
                                    const std::function<void(const NetlinkAttribute&)>& visit) const {
  auto rest = payload.subspan(std::min<std::size_t>(payload.size(), NLMSG_ALIGN(header_size)));
  while (rest.size() >= sizeof(rtattr)) {
    rtattr header;
    std::memcpy(&header, rest.data(), sizeof header);
    if (header.rta_len < sizeof header || header.rta_len > rest.size()) return;
    visit({.type = header.rta_type & static_cast<unsigned>(NLA_TYPE_MASK),
           .data = rest.subspan(sizeof header, header.rta_len - sizeof header)});
    rest = rest.subspan(std::min<std::size_t>(rest.size(), RTA_ALIGN(header.rta_len)));
  }
}

Result<UniqueFd> open_netlink(std::uint32_t groups) {
  UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket.valid()) return system_error("cannot open an rtnetlink socket", last_error());
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return system_error("cannot bind an rtnetlink socket", last_error());
  }
  return socket;
}

Status dump_netlink(std::uint16_t request, std::uint8_t family, const std::function<void()>& begin,
                    const NetlinkVisitor& visit) {
  for (int attempt = 0; attempt < dump_attempts; ++attempt) {
    begin();
    const auto step = dump_once(request, family, visit);
    if (!step) return fail(step.error());
    if (*step == Step::done) return {};
  }
  // Still changing: the last answer may lack an entry, but another change notification is on its way then.
  return {};
}

Drained drain_netlink(int fd, const NetlinkVisitor& visit) {
  std::vector<std::uint8_t> buffer(buffer_size);
  Drained result = Drained::nothing;
  for (;;) {
    const auto received = receive(fd, buffer, MSG_DONTWAIT);
    if (!received && errno == ENOBUFS) {
      result = Drained::overrun;
      continue;
    }
    if (!received) return result;
    if (!received->from_kernel) continue;
    if (result == Drained::nothing) result = Drained::messages;
    each_message(received->bytes, [&](const nlmsghdr& header, std::span<const std::uint8_t> payload) {
      if (header.nlmsg_type >= RTM_BASE) visit({.type = header.nlmsg_type, .payload = payload});
      return true;
    });
  }
}

}  // namespace ddns::platform
