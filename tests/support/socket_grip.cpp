#include "support/socket_grip.h"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace ddns::test {

SocketGrip::SocketGrip(const Poco::Net::StreamSocket& socket)
    : handle_(static_cast<std::uintptr_t>(::dup(socket.impl()->sockfd()))) {}
SocketGrip::~SocketGrip() { ::close(static_cast<int>(handle_)); }
void SocketGrip::shut() const noexcept { ::shutdown(static_cast<int>(handle_), SHUT_RDWR); }

void shut(const Poco::Net::StreamSocket& socket) noexcept { ::shutdown(socket.impl()->sockfd(), SHUT_RDWR); }

void wake_acceptor(const Poco::Net::ServerSocket& listener) noexcept {
  ::shutdown(listener.impl()->sockfd(), SHUT_RDWR);  // wakes accept() on Linux
}

void ignore_broken_pipes() noexcept { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace ddns::test
