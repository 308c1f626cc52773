#pragma once

#include <chrono>

#include <Poco/Net/StreamSocketImpl.h>

namespace ddns::web {

/// A client's connection. Poco's time limits count from one piece to the next, so a client that sends or reads drop by
/// drop could hold a thread for ever: here a whole request has to arrive within the limit, and its answer to be taken
/// within as much again. What comes later throws Poco::TimeoutException, which ends the connection.
class TimedSocket final : public Poco::Net::StreamSocketImpl {
 public:
  TimedSocket(poco_socket_t handle, std::chrono::milliseconds limit) : StreamSocketImpl(handle), limit_(limit) {}

  /// Waits for the next request, whose time begins when there is something of it.
  bool poll(const Poco::Timespan& timeout, int mode) override;
  using StreamSocketImpl::receiveBytes;
  int receiveBytes(void* buffer, int length, int flags) override;
  using StreamSocketImpl::sendBytes;
  int sendBytes(const void* buffer, int length, int flags) override;

 private:
  enum class Phase : unsigned char { idle, request, answer };

  ~TimedSocket() override = default;
  void enter(Phase phase);
  [[nodiscard]] Poco::Timespan rest() const;

  const std::chrono::milliseconds limit_;
  Phase phase_ = Phase::idle;
  std::chrono::steady_clock::time_point until_;
};

}  // namespace ddns::web
