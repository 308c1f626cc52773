#include "http_connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Timespan.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>

#include "ddns/core/text.h"

namespace ddns::transport {
namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::Socket;
using Poco::Net::StreamSocket;

/// What a non-blocking call that returned `code` < 0 waits for: TLS may have to write in order to read.
int wanted(const StreamSocket& socket, int code, int mode) {
  if (!socket.secure()) return mode;
  return code == SecureStreamSocket::ERR_SSL_WANT_WRITE ? Socket::SELECT_WRITE : Socket::SELECT_READ;
}

/// Below zero when nothing can be sent now: Poco 1.11 throws for that on plain sockets, later versions return.
int send_some(StreamSocket& socket, std::string_view bytes) {
  try {
    return socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  } catch (const Poco::IOException& failure) {
    if (failure.code() == POCO_EWOULDBLOCK || failure.code() == POCO_EAGAIN) return -1;
    throw;
  }
}

tl::unexpected<Error> cut_off(const Guard& guard) {
  return fail(Reason::malformed, cat(guard.origin(), ": the connection ended before the answer was complete"));
}

}  // namespace

Status wait_ready(const StreamSocket& socket, int mode, Stage stage, const Guard& guard) {
  while (true) {
    if (auto over = guard.over(stage)) return fail(std::move(*over));
    if (socket.poll(Poco::Timespan(std::chrono::microseconds(guard.slice()).count()), mode)) return {};
  }
}

HttpConnection::~HttpConnection() {
  try {
    if (socket_.secure()) socket_.shutdown();  // close_notify; the socket does not block
  } catch (const Poco::Exception&) {
    ERR_clear_error();  // it was broken already
  }
}

Status HttpConnection::write(std::string_view bytes, const Guard& guard, bool& began) {
  try {
    while (!bytes.empty()) {
      if (auto over = guard.over(Stage::send)) return fail(std::move(*over));
      // A TLS record may leave in part and fail all the same.
      began = began || socket_.secure();
      const int code = send_some(socket_, bytes);
      if (code > 0) {
        began = true;
        bytes.remove_prefix(static_cast<std::size_t>(code));
        continue;
      }
      const int mode = wanted(socket_, code, Socket::SELECT_WRITE);
      if (auto ready = wait_ready(socket_, mode, Stage::send, guard); !ready) return ready;
    }
    return {};
  } catch (const Poco::Exception& failure) {
    ERR_clear_error();
    return fail(map_failure(failure, Stage::send, guard.origin()));
  }
}

Result<bool> HttpConnection::fill(const Guard& guard) {
  std::array<char, 16384> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the next call
  try {
    while (true) {
      // Also when bytes keep coming: a dripping peer must not outlive the deadline.
      if (auto over = guard.over(Stage::receive)) return fail(std::move(*over));
      const int code = socket_.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (code > 0) {
        buffer_.append(bytes.data(), static_cast<std::size_t>(code));
        return true;
      }
      if (code == 0) return false;
      const int mode = wanted(socket_, code, Socket::SELECT_READ);
      if (auto ready = wait_ready(socket_, mode, Stage::receive, guard); !ready) return fail(std::move(ready).error());
    }
  } catch (const Poco::Exception& failure) {
    ERR_clear_error();
    return fail(map_failure(failure, Stage::receive, guard.origin()));
  }
}

Result<std::string> HttpConnection::read_line(std::size_t limit, const Guard& guard) {
  std::size_t searched = 0;
  while (true) {
    const auto end = buffer_.find('\n', searched);
    if (end != std::string::npos && end <= limit) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line;
    }
    if (buffer_.size() > limit) {
      return fail(Reason::malformed, cat(guard.origin(), ": the answer has a line longer than ", limit, " bytes"));
    }
    searched = buffer_.size();
    const auto more = fill(guard);
    if (!more) return fail(more.error());
    if (*more) continue;
    if (!buffer_.empty()) return cut_off(guard);
    return fail(Reason::connect, cat(guard.origin(), ": the peer closed the connection without an answer"));
  }
}

Status HttpConnection::read_exactly(std::size_t count, std::string& out, const Guard& guard) {
  while (count > 0) {
    if (buffer_.empty()) {
      const auto more = fill(guard);
      if (!more) return fail(more.error());
      if (!*more) return cut_off(guard);
    }
    const auto taken = std::min(count, buffer_.size());
    out.append(buffer_, 0, taken);
    buffer_.erase(0, taken);
    count -= taken;
  }
  return {};
}

Status HttpConnection::read_to_end(std::size_t limit, std::string& out, const Guard& guard) {
  while (true) {
    out += buffer_;
    buffer_.clear();
    if (out.size() > limit) return fail(guard.too_long(limit));
    const auto more = fill(guard);
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
}

bool HttpConnection::is_quiet() {
  if (!buffer_.empty()) return false;
  try {
    // Reading, not polling: TLS session tickets make the socket readable and are no answer.
    char byte = 0;
    return socket_.receiveBytes(&byte, 1) < 0;
  } catch (const Poco::Exception&) {
    ERR_clear_error();
    return false;
  }
}

}  // namespace ddns::transport
