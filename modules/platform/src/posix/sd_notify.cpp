#include "ddns/platform/sd_notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <ctime>

#include "ddns/core/text.h"
#include "ddns/platform/environment.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {

Status notify_service_manager(std::string_view message) {
  const auto name = environment("NOTIFY_SOCKET");
  if (!name || name->empty()) return {};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if ((name->front() != '/' && name->front() != '@') || name->size() >= sizeof address.sun_path) {
    return fail(Reason::io, "the service manager's notification socket has a name that cannot be used");
  }
  std::memcpy(address.sun_path, name->data(), name->size());
  // "@" stands for the zero byte of the abstract namespace; the length then ends the name.
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name->size());

  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return system_error("cannot make a socket to notify the service manager", last_error());
  const ssize_t sent = retry_interrupted([&] {
    return ::sendto(socket.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                    reinterpret_cast<const sockaddr*>(&address), length);
  });
  if (sent < 0) return system_error("cannot notify the service manager", last_error());
  return {};
}

std::string reloading_message() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return cat("RELOADING=1\nMONOTONIC_USEC=", now.tv_sec * 1'000'000LL + now.tv_nsec / 1000);
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  const auto interval = to_number<std::int64_t>(environment("WATCHDOG_USEC").value_or(""));
  if (!interval || *interval <= 0) return std::nullopt;
  const auto process = environment("WATCHDOG_PID");
  if (process && to_number<pid_t>(*process) != ::getpid()) return std::nullopt;
  return std::chrono::microseconds{*interval};
}

}  // namespace ddns::platform
