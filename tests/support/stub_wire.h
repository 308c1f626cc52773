#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <string>
#include <string_view>

#include "support/stub_server.h"

namespace ddns::test {

/// One accepted connection of the stub server: reads requests, writes bytes. Blocking; a shutdown of the descriptor
/// from another thread makes every call return at once. The destructor says close_notify where there is TLS.
class StubWire {
 public:
  /// Shakes hands first when there is a context; throws Poco::Exception when that fails.
  StubWire(const Poco::Net::StreamSocket& socket, Poco::Net::Context::Ptr context);
  ~StubWire();
  StubWire(const StubWire&) = delete;
  StubWire& operator=(const StubWire&) = delete;

  enum class Got { request, end, nonsense };
  /// Reads one whole request. `end`: the client went away between requests or in the middle of one.
  [[nodiscard]] Got read(SeenRequest& request);
  /// False when the client has gone.
  bool write(std::string_view bytes);
  /// The destructor says nothing.
  void no_goodbye() noexcept { polite_ = false; }
  /// Blocks until the client closes.
  void wait_for_end();
  /// The next bytes, at most `limit`; empty at the end.
  [[nodiscard]] std::string read_some(std::size_t limit);

 private:
  Poco::Net::StreamSocket socket_;
  std::string buffer_;
  bool polite_ = true;
};

/// Splits the request line and header fields; false when they are not well-formed.
[[nodiscard]] bool parse_request_head(std::string_view head, SeenRequest& request);

/// The bytes of a well-formed (or deliberately wrong) answer.
[[nodiscard]] std::string render(const Reply& reply, bool closes, bool is_head);

}  // namespace ddns::test
