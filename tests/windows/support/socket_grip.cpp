#include "support/socket_grip.h"

#include <Poco/Exception.h>
#include <winsock2.h>
// After winsock2.h, always.
#include <windows.h>

namespace ddns::test {
namespace {

SOCKET twin_of(SOCKET socket) {
  WSAPROTOCOL_INFOW info{};
  if (::WSADuplicateSocketW(socket, ::GetCurrentProcessId(), &info) != 0) return INVALID_SOCKET;
  return ::WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED);
}

/// A shutdown alone keeps later calls from reading; one that waits already is to be cancelled.
void end(SOCKET socket) noexcept {
  ::shutdown(socket, SD_BOTH);
  ::CancelIoEx(reinterpret_cast<HANDLE>(socket), nullptr);
}

}  // namespace

SocketGrip::SocketGrip(const Poco::Net::StreamSocket& socket) : handle_(twin_of(socket.impl()->sockfd())) {}
SocketGrip::~SocketGrip() { ::closesocket(handle_); }
void SocketGrip::shut() const noexcept { end(handle_); }

void shut(const Poco::Net::StreamSocket& socket) noexcept { end(socket.impl()->sockfd()); }

void wake_acceptor(const Poco::Net::ServerSocket& listener) noexcept {
  // A listening socket cannot be shut down here; a connection of our own wakes it.
  try {
    const auto address = listener.address();
    const bool any = address.host().isWildcard();
    const bool six = address.host().family() == Poco::Net::IPAddress::IPv6;
    Poco::Net::StreamSocket knock(any ? Poco::Net::SocketAddress(six ? "::1" : "127.0.0.1", address.port()) : address);
  } catch (const Poco::Exception&) {
    // Then somebody else's connection woke it, or it is closed.
  }
}

void ignore_broken_pipes() noexcept {}  // a broken connection is an error code there, not a signal

}  // namespace ddns::test
