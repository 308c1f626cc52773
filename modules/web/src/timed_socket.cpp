#include "timed_socket.h"

#include <algorithm>

#include <Poco/Exception.h>

namespace ddns::web {

void TimedSocket::enter(Phase phase) {
  if (phase_ == phase) return;
  phase_ = phase;
  until_ = std::chrono::steady_clock::now() + limit_;
}

Poco::Timespan TimedSocket::rest() const {
  const auto rest =
      std::chrono::duration_cast<std::chrono::microseconds>(until_ - std::chrono::steady_clock::now()).count();
  if (rest <= 0) throw Poco::TimeoutException("the request or its answer took too long");
  return Poco::Timespan(rest);
}

bool TimedSocket::poll(const Poco::Timespan& timeout, int mode) {
  const bool ready = StreamSocketImpl::poll(timeout, mode);
  if (ready && (mode & SELECT_READ) != 0) enter(Phase::request);
  return ready;
}

int TimedSocket::receiveBytes(void* buffer, int length, int flags) {
  enter(Phase::request);
  // Bytes of the buffered kind may be there although the time is over: a drop at the last moment gains nothing.
  const auto usual = getReceiveTimeout();
  const auto left = rest();
  const auto patience = usual.totalMicroseconds() > 0 ? std::min(usual, left) : left;
  if (!StreamSocketImpl::poll(patience, SELECT_READ)) throw Poco::TimeoutException();
  return StreamSocketImpl::receiveBytes(buffer, length, flags);
}

int TimedSocket::sendBytes(const void* buffer, int length, int flags) {
  enter(Phase::answer);
  const auto* from = static_cast<const char*>(buffer);
  int sent = 0;
  while (sent < length) {
    if (!StreamSocketImpl::poll(rest(), SELECT_WRITE)) throw Poco::TimeoutException();
    // Its own parent's would wait for the whole to be taken, without a clock.
    // NOLINTNEXTLINE(bugprone-parent-virtual-call)
    sent += SocketImpl::sendBytes(from + sent, length - sent, flags);
  }
  return sent;
}

}  // namespace ddns::web
