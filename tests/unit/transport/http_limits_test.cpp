// Deadlines, stop requests, size limits and answers that are not HTTP: whatever the peer does, a call ends in time
// with an Error that says what happened and keeps its secrets.
#include <Poco/Net/ServerSocket.h>

#include <thread>

#include "http_client_fixture.h"
#include "support/tls_fixture.h"

namespace ddns::transport {
namespace {

class HttpLimits : public HttpClientTest {
 protected:
  /// The canary is wherever a secret can be.
  static http::Request secret_post(const StubServer& server) {
    auto request =
        post(server.url("/p-" + std::string(kCanary) + "?token=" + std::string(kCanary)), std::string(kCanary));
    request.headers = {{"Authorization", std::string(kCanary)}};
    return request;
  }

  void expect_timeout(const StubServer& server, const http::HttpOptions& options = {}) {
    const Stopwatch watch;
    const auto result = send(secret_post(server), options, milliseconds(400));
    EXPECT_FAILS(result, Reason::timeout);
    EXPECT_EQ(result.error().effect, Effect::unknown);
    EXPECT_GE(watch.elapsed(), milliseconds(395));
    EXPECT_LT(watch.elapsed(), milliseconds(1500));
  }

  void expect_stop_noticed(const StubServer& server, const http::HttpOptions& options = {}) {
    std::stop_source source;
    const auto client = open(options);
    std::chrono::steady_clock::time_point asked;
    std::jthread stopper([&] {
      EXPECT_TRUE(server.wait_for_requests(1));
      asked = std::chrono::steady_clock::now();
      source.request_stop();
    });
    const auto result =
        client->send(secret_post(server), {Deadline::after(clock_, std::chrono::seconds(60)), source.get_token()});
    const auto ended = std::chrono::steady_clock::now();
    stopper.join();
    EXPECT_FAILS(result, Reason::cancelled);
    EXPECT_EQ(result.error().effect, Effect::unknown);
    EXPECT_LT(ended - asked, milliseconds(300));
  }

  void expect_malformed(Reply reply, const http::HttpOptions& options = {}, std::string_view code = {}) {
    StubServer server(always(std::move(reply)));
    const auto result = send(secret_post(server), options);
    EXPECT_FAILS(result, Reason::malformed);
    EXPECT_EQ(result.error().effect, Effect::unknown);
    EXPECT_EQ(result.error().service_code, code);
  }

  void expect_too_long(Reply reply, const http::HttpOptions& options = {}) {
    expect_malformed(std::move(reply), options, http::kBodyTooLong);
  }

  test::TlsFixture tls_;
};

TEST_F(HttpLimits, a_silent_server_holds_nobody_beyond_the_deadline) {
  StubServer server(always({.latency = std::chrono::seconds(60)}));
  expect_timeout(server);
}

TEST_F(HttpLimits, a_silent_tls_server_holds_nobody_beyond_the_deadline) {
  StubServer server(always(Reply::hang()), tls_.good());
  expect_timeout(server, {.ca_file = tls_.ca_file()});
}

TEST_F(HttpLimits, a_dripping_header_ends_at_the_deadline) {
  StubServer server(always({.body = "x", .drip = milliseconds(50)}));
  expect_timeout(server);
}

TEST_F(HttpLimits, a_dripping_body_ends_at_the_deadline) {
  // 20 bytes a second after a header that came at once.
  StubServer server(always({.status = 200, .body = std::string(1000, 'x'), .drip = milliseconds(3)}));
  expect_timeout(server);
}

TEST_F(HttpLimits, a_dripping_tls_server_ends_at_the_deadline) {
  StubServer server(always({.body = std::string(1000, 'x'), .drip = milliseconds(3)}), tls_.good());
  expect_timeout(server, {.ca_file = tls_.ca_file()});
}

TEST_F(HttpLimits, a_peer_that_never_shakes_hands_ends_at_the_deadline) {
  StubServer server(always(Reply::hang()));  // takes the connection and waits for HTTP
  auto url = http::Url::parse(server.url_as("127.0.0.1", "/")).value();
  url.scheme = "https";
  const Stopwatch watch;
  const auto result = send({.method = "POST", .url = url}, {}, milliseconds(400));
  EXPECT_FAILS(result, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_LT(watch.elapsed(), milliseconds(1500));
}

TEST_F(HttpLimits, a_peer_that_does_not_read_ends_at_the_deadline) {
  // Nobody accepts: the kernel takes the connection and some bytes, then no more.
  const Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
  const auto url = "http://127.0.0.1:" + std::to_string(listener.address().port()) + "/";
  const Stopwatch watch;
  const auto result = send(post(url, std::string(16 * 1024 * 1024, 'x')), {}, milliseconds(500));
  EXPECT_FAILS(result, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::unknown);
  EXPECT_NE(result.error().message.find("being sent"), std::string::npos) << result.error().message;
  EXPECT_LT(watch.elapsed(), milliseconds(1500));
}

TEST_F(HttpLimits, an_expired_deadline_sends_nothing) {
  StubServer server(always({}));
  const auto result = send(secret_post(server), {}, milliseconds(0));
  EXPECT_FAILS(result, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpLimits, a_stop_request_is_noticed_at_once) {
  StubServer server(always(Reply::hang()));
  expect_stop_noticed(server);
}

TEST_F(HttpLimits, a_stop_request_is_noticed_over_tls) {
  StubServer server(always(Reply::hang()), tls_.good());
  expect_stop_noticed(server, {.ca_file = tls_.ca_file()});
}

TEST_F(HttpLimits, a_stop_request_is_noticed_while_bytes_drip) {
  StubServer server(always({.body = "x", .drip = milliseconds(20)}));
  expect_stop_noticed(server);
}

TEST_F(HttpLimits, a_truncated_body_is_malformed) {
  expect_malformed({.body = "half", .claimed_length = 8});
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nContent-Le"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpLimits, a_body_beyond_the_limit_is_malformed) {
  const http::HttpOptions small{.max_body = 10};
  expect_too_long({.body = "12345678901"}, small);
  expect_too_long({.body = "12345678901", .chunked = true}, small);
  expect_too_long(Reply::raw("HTTP/1.0 200 OK\r\n\r\n12345678901"), small);
  expect_too_long(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999\r\n\r\n"));
  expect_too_long(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff0\r\n"));
  StubServer fits(always({.body = "1234567890", .chunked = true}));
  EXPECT_TRUE(send(get(fits.url("/")), small));
}

TEST_F(HttpLimits, an_answer_that_is_not_http_is_malformed) {
  expect_malformed(Reply::raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  expect_malformed(Reply::raw(std::string("\x00\x01\x02\n\n", 5)));
  expect_malformed(Reply::raw("HTTP/2.0 200 OK\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 999 Odd\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 2000 OK\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 20"));
  expect_malformed(Reply::raw("HTTP/1.1\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 abc\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 101 Switching\r\n\r\n"));
  expect_malformed(Reply::raw("\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'a') + "\r\n\r\n"));
  std::string endless = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 10000; ++i) endless += "X-Header: value\r\n";
  expect_malformed(Reply::raw(endless + "\r\n"));
}

TEST_F(HttpLimits, a_body_framed_in_two_ways_is_malformed) {
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nab"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
  expect_malformed(Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"));
}

TEST_F(HttpLimits, an_answer_with_chunks_and_a_length_costs_the_connection) {
  StubServer server(always({.headers = {{"Content-Length", "99"}}, .body = "abc", .chunked = true}));
  const auto client = open();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(client->send(get(server.url("/")), within(std::chrono::seconds(10)))->body, "abc");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpLimits, a_connection_closed_without_an_answer_is_a_broken_connection) {
  StubServer server(always(Reply::drop()));
  const auto result = send(secret_post(server));
  EXPECT_FAILS(result, Reason::connect);
  EXPECT_EQ(result.error().effect, Effect::unknown);
}

}  // namespace
}  // namespace ddns::transport
