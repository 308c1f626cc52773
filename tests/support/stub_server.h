#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ddns::test {

/// Name-value pairs in order: header fields, query parameters, form fields.
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// One request as it arrived.
struct SeenRequest {
  std::string method;
  std::string target;  ///< as on the request line: "/a%20b?x=1", or "http://host/…" and "host:port" at a proxy
  std::string path;    ///< the part before '?', still percent-encoded
  std::string query;   ///< the part after '?', still percent-encoded
  Pairs headers;
  std::string body;
  int connection = 0;  ///< 1 for the server's first connection, 2 for the second, …
  std::chrono::steady_clock::time_point at;

  /// The first field of that name, compared without case.
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
  /// The query split at '&' and '=' and percent-decoded ('+' stays '+').
  [[nodiscard]] Pairs query_pairs() const;
  /// The body read as application/x-www-form-urlencoded ('+' is a space).
  [[nodiscard]] Pairs form_pairs() const;
};

/// What the server does about one request. Content-Length and Connection are added as the other members say.
struct Reply {
  int status = 200;
  Pairs headers = {};
  std::string body = {};
  std::chrono::milliseconds latency{0};            ///< wait before the first byte
  std::chrono::milliseconds drip{0};               ///< pause after each byte, headers included
  bool chunked = false;                            ///< Transfer-Encoding: chunked, three bytes a chunk
  bool close = false;                              ///< say "Connection: close" and do it
  bool close_unannounced = false;                  ///< promise keep-alive and close all the same
  std::optional<std::size_t> claimed_length = {};  ///< a Content-Length that may be a lie; the connection closes then
  std::optional<std::string> raw_bytes = {};       ///< sent instead of everything above, then the connection closes
  bool rude = false;                               ///< TLS: close without close_notify, as an attacker would
  bool never = false;                              ///< say nothing until the client or the server goes away
  bool hang_up = false;                            ///< close without a byte
  std::uint16_t tunnel_to = 0;                     ///< CONNECT: answer 200, then carry bytes to this port on 127.0.0.1

  [[nodiscard]] static Reply json(int status, std::string body);
  [[nodiscard]] static Reply text(int status, std::string body);
  /// These bytes as they are, whatever they are.
  [[nodiscard]] static Reply raw(std::string bytes);
  [[nodiscard]] static Reply hang();
  [[nodiscard]] static Reply drop();
  [[nodiscard]] static Reply tunnel(std::uint16_t port);
};

struct StubOptions {
  std::string address = "127.0.0.1";  ///< or "::1", or "::" for both families
  std::uint16_t port = 0;             ///< 0 = any free one
  std::string cert_file = {};         ///< PEM chain; not empty = the server speaks TLS (see tls_fixture.h)
  std::string key_file = {};
  bool keep_alive = true;  ///< false = every answer closes its connection
};

/// An HTTP/1.1 (or HTTPS) server on a loopback port that answers by a function and remembers what it saw. One thread
/// per connection, so the handler may be called from several threads at once: it must guard its own data. It listens
/// when the constructor returns; the destructor ends every connection and joins. A request that is not well-formed
/// HTTP/1.1, or an exception from the handler, fails the running test.
///
///   StubServer server([](const SeenRequest&) { return Reply::json(200, "{}"); });
///   client.send({.url = Url::parse(server.url("/v1/x")).value()}, limits);
///   EXPECT_EQ(server.requests().at(0).path, "/v1/x");
class StubServer {
 public:
  using Handler = std::function<Reply(const SeenRequest&)>;

  explicit StubServer(Handler handler, const StubOptions& options = {});
  ~StubServer();
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;

  /// "http://127.0.0.1:PORT" (or https, or [::1]) followed by `path`.
  [[nodiscard]] std::string url(std::string_view path = "") const;
  /// The same with another host name in it, e.g. "localhost".
  [[nodiscard]] std::string url_as(std::string_view host, std::string_view path = "") const;
  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Everything seen so far, in order of arrival.
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  /// Connections accepted so far (TLS handshakes that failed included).
  [[nodiscard]] int connections() const;
  /// The largest number of requests that were being answered at the same time.
  [[nodiscard]] int most_at_once() const;
  /// Blocks until `count` requests were seen; false when that takes longer than `limit`.
  [[nodiscard]] bool wait_for_requests(std::size_t count,
                                       std::chrono::milliseconds limit = std::chrono::seconds(10)) const;
  /// Blocks until no connection is open; false when that takes longer than `limit`.
  [[nodiscard]] bool wait_for_no_connection(std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ddns::test
