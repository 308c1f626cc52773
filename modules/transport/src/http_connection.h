#pragma once

#include <Poco/Net/StreamSocket.h>

#include <string>
#include <string_view>

#include "ddns/core/result.h"
#include "http_guard.h"

namespace ddns::transport {

/// Waits until the socket is ready for `mode` (Poco::Net::Socket::SELECT_…) or the call is over.
[[nodiscard]] Status wait_ready(const Poco::Net::StreamSocket& socket, int mode, Stage stage, const Guard& guard);

/// A connected non-blocking socket, plain or TLS, with a read buffer. For one call at a time; whatever fails, the
/// connection must not be used again.
///
/// Poco's HTTPClientSession is not used: it resolves and connects by itself, resends the second half of a broken write,
/// ends header blocks and chunks at a broken connection without an error, and has no deadline for a dripping peer.
class HttpConnection {
 public:
  explicit HttpConnection(const Poco::Net::StreamSocket& socket) : socket_(socket) {}
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// Sets `began` as soon as a part may have left.
  [[nodiscard]] Status write(std::string_view bytes, const Guard& guard, bool& began);

  /// One line without its LF and CR. Errors: malformed when it is longer than `limit` or the peer closes inside it;
  /// connect when the peer closes before its first byte.
  [[nodiscard]] Result<std::string> read_line(std::size_t limit, const Guard& guard);
  /// Appends exactly `count` bytes. Errors: malformed when the peer closes first.
  [[nodiscard]] Status read_exactly(std::size_t count, std::string& out, const Guard& guard);
  /// Appends everything until the peer closes in order. Errors: malformed beyond `limit` bytes.
  [[nodiscard]] Status read_to_end(std::size_t limit, std::string& out, const Guard& guard);

  /// Bytes that came and nobody has read: after a whole answer there are none.
  [[nodiscard]] bool has_leftover() const noexcept { return !buffer_.empty(); }
  /// False when the peer has closed or said something while nobody asked.
  [[nodiscard]] bool is_quiet();

  /// For a TLS handshake inside this connection; the buffer must be empty.
  [[nodiscard]] Poco::Net::StreamSocket& socket() noexcept { return socket_; }

 private:
  /// False when the peer closed.
  [[nodiscard]] Result<bool> fill(const Guard& guard);

  Poco::Net::StreamSocket socket_;
  std::string buffer_;
};

}  // namespace ddns::transport
