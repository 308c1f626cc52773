// The test server is what every provider's test believes, so its own strictness is proved first.
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest-spi.h>

#include "support/exchange_script.h"
#include "support/stub_server.h"
#include "support/stub_wire.h"

namespace ddns::test {
namespace {

/// Sends bytes, reads to the end.
std::string talk(const StubServer& server, std::string_view bytes) {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server.port()));
  StubWire wire(socket, {});
  wire.write(bytes);
  std::string out;
  for (auto more = wire.read_some(4096); !more.empty(); more = wire.read_some(4096)) out += more;
  return out;
}

SeenRequest request(std::string_view head, std::string body = {}) {
  SeenRequest out;
  EXPECT_TRUE(parse_request_head(head, out));
  out.body = std::move(body);
  return out;
}

TEST(StubServer, answers_and_remembers_what_it_saw) {
  StubServer server([](const SeenRequest&) { return Reply::text(201, "hello"); });
  const auto answer = talk(server,
                           "POST /a%20b?x=1&y=%2B HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nConnection: close\r\n"
                           "Content-Length: 3\r\n\r\nabc");
  EXPECT_EQ(answer,
            "HTTP/1.1 201 Stub\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].path, "/a%20b");
  EXPECT_EQ(seen[0].query_pairs(), (Pairs{{"x", "1"}, {"y", "+"}}));
  EXPECT_EQ(seen[0].header("x-one"), "1");
  EXPECT_EQ(seen[0].body, "abc");
  EXPECT_EQ(server.connections(), 1);
}

TEST(StubServer, keeps_a_connection_for_two_requests) {
  StubServer server([](const SeenRequest&) { return Reply{}; });
  talk(server, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(StubServer, speaks_chunks_lies_and_garbage) {
  const std::string ask = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  Reply reply;
  StubServer server([&](const SeenRequest&) { return reply; });
  reply = {.body = "abcd", .chunked = true};
  EXPECT_NE(talk(server, ask).find("\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"), std::string::npos);
  reply = {.body = "abcd", .claimed_length = 9};
  EXPECT_NE(talk(server, ask).find("Content-Length: 9"), std::string::npos);
  reply = Reply::raw("\x01\x02");
  EXPECT_EQ(talk(server, ask), "\x01\x02");
  reply = Reply::drop();
  EXPECT_EQ(talk(server, ask), "");
}

TEST(StubServer, does_not_wait_for_a_client_that_hangs) {
  const auto begin = std::chrono::steady_clock::now();
  {
    StubServer server([](const SeenRequest&) { return Reply::hang(); });
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server.port()));
    const std::string ask = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    socket.sendBytes(ask.data(), static_cast<int>(ask.size()));
    ASSERT_TRUE(server.wait_for_requests(1));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

void send_bad_request() {
  StubServer server([](const SeenRequest&) { return Reply{}; });
  talk(server, "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n");
}
void throw_in_handler() {
  StubServer server([](const SeenRequest&) -> Reply { throw std::runtime_error("ouch"); });
  talk(server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(StubServer, fails_the_test_for_a_request_that_is_not_http) {
  EXPECT_NONFATAL_FAILURE_ON_ALL_THREADS(send_bad_request(), "not well-formed");
}
TEST(StubServer, fails_the_test_for_a_handler_that_throws) {
  EXPECT_NONFATAL_FAILURE_ON_ALL_THREADS(throw_in_handler(), "ouch");
}

TEST(RequestHead, needs_exactly_one_host) {
  SeenRequest out;
  EXPECT_FALSE(parse_request_head("GET / HTTP/1.1\r\n", out));
  EXPECT_FALSE(parse_request_head("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", out));
  EXPECT_FALSE(parse_request_head("GET / HTTP/1.0\r\nHost: a\r\n", out));
  EXPECT_FALSE(parse_request_head("GET /#x HTTP/1.1\r\nHost: a\r\n", out));
  EXPECT_FALSE(parse_request_head("GET / HTTP/1.1\r\nHost: a\r\nbad header: b\r\n", out));
}

TEST(Difference, is_empty_for_what_was_expected) {
  const auto seen = request(
      "PUT /v1/x?b=2&a=1&nonce=77 HTTP/1.1\r\nHost: h\r\nAuthorization: t\r\n"
      "Content-Type: application/json; charset=utf-8\r\nContent-Length: 9\r\n",
      R"({"a": 1 })");
  EXPECT_EQ(difference({.method = "PUT",
                        .path = "/v1/x",
                        .query = {{"a", "1"}, {"b", "2"}, {"nonce", anything}},
                        .headers = {{"authorization", "t"}},
                        .json = R"({"a":1})"},
                       seen),
            "");
}

TEST(Difference, shows_each_thing_that_is_not_as_expected) {
  const auto seen = request("GET /v2?a=2&c=3 HTTP/1.1\r\nHost: h\r\nX-Extra: e\r\n", "text");
  const auto text = difference({.method = "POST", .path = "/v1", .query = {{"a", "1"}, {"b", "1"}}}, seen);
  for (const auto* part : {"method", "expected: POST", "path", "expected: /v1", "query parameter `a`", "seen:     2",
                           "query parameter `b`", "(absent)", "query parameter `c`", "header `x-extra`", "(empty)"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

TEST(Difference, sees_a_repeated_parameter) {
  const auto seen = request("GET /?a=1&a=1 HTTP/1.1\r\nHost: h\r\n");
  EXPECT_NE(difference({.query = {{"a", "1"}}}, seen), "");
  EXPECT_EQ(difference({.query = {{"a", "1"}, {"a", "1"}}}, seen), "");
}

TEST(Difference, wants_the_content_type_of_json_and_forms) {
  const auto untyped = request("POST / HTTP/1.1\r\nHost: h\r\n", "a=1+2");
  EXPECT_NE(difference({.method = "POST", .form = {{"a", "1 2"}}}, untyped).find("Content-Type"), std::string::npos);
  const auto typed =
      request("POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n", "a=1+2");
  EXPECT_EQ(difference({.method = "POST", .form = {{"a", "1 2"}}}, typed), "");
  EXPECT_NE(difference({.method = "POST", .json = "{}"}, typed).find("not JSON"), std::string::npos);
}

TEST(Difference, asks_the_extra_check) {
  const auto seen = request("GET / HTTP/1.1\r\nHost: h\r\n");
  EXPECT_NE(difference({.check = [](const SeenRequest&) { return "wrong signature"; }}, seen).find("wrong signature"),
            std::string::npos);
}

TEST(ExchangeScript, wants_its_order_kept) {
  ExchangeScript script({{.path = "/1"}, {.path = "/2"}});
  script.collect_problems();
  EXPECT_EQ(script.answer(request("GET /2 HTTP/1.1\r\nHost: h\r\n")).status, 599);
  EXPECT_EQ(script.take_problems().size(), 1U);
  EXPECT_EQ(script.answer(request("GET /1 HTTP/1.1\r\nHost: h\r\n")).status, 200);
  EXPECT_FALSE(script.complete());
  EXPECT_EQ(script.answer(request("GET /2 HTTP/1.1\r\nHost: h\r\n")).status, 200);
  EXPECT_TRUE(script.complete());
  EXPECT_EQ(script.answer(request("GET /2 HTTP/1.1\r\nHost: h\r\n")).status, 599);
  EXPECT_NE(script.take_problems().at(0).find("nothing more was expected"), std::string::npos);
}

TEST(ExchangeScript, can_take_any_order_but_each_only_once) {
  ExchangeScript script({{.path = "/1"}, {.path = "/2"}}, ExchangeScript::Order::any);
  script.collect_problems();
  EXPECT_EQ(script.answer(request("GET /2 HTTP/1.1\r\nHost: h\r\n")).status, 200);
  EXPECT_EQ(script.answer(request("GET /2 HTTP/1.1\r\nHost: h\r\n")).status, 599);
  EXPECT_EQ(script.answer(request("GET /1 HTTP/1.1\r\nHost: h\r\n")).status, 200);
  EXPECT_EQ(script.take_problems().size(), 1U);
}

TEST(ExchangeScript, reports_what_never_came) {
  ExchangeScript script({{.path = "/1"}});
  script.collect_problems();
  script.verify();
  EXPECT_NE(script.take_problems().at(0).find("never came: GET /1"), std::string::npos);
}

}  // namespace
}  // namespace ddns::test
