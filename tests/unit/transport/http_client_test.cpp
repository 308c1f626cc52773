#include <atomic>
#include <thread>

#include "http_client_fixture.h"
#include "support/eventually.h"
#include "support/manual_clock.h"

namespace ddns::transport {
namespace {

TEST_F(HttpClientTest, sends_the_request_as_it_stands_and_brings_the_answer_back) {
  StubServer server(always({.status = 201, .headers = {{"X-A", "1"}, {"X-A", "2"}}, .body = "made"}));
  auto request = post(server.url("/v1/a%20b?x=1&y=%2F"), "{\"a\":1}");
  request.method = "PATCH";
  request.headers = {{"Authorization", "Bearer t"}, {"Content-Type", "application/json"}};
  const auto response = send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "made");
  EXPECT_EQ(response->headers.get("x-a"), "1");
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "PATCH");
  EXPECT_EQ(seen.target, "/v1/a%20b?x=1&y=%2F");
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_EQ(seen.header("Authorization"), "Bearer t");
  EXPECT_EQ(seen.header("User-Agent"), "ddns-sidecar/test");
  EXPECT_EQ(seen.header("Host"), request.url.authority());
  EXPECT_EQ(seen.header("Accept-Encoding"), std::nullopt);
}

TEST_F(HttpClientTest, says_the_length_of_an_empty_post_and_none_for_get) {
  StubServer server(always({}));
  ASSERT_TRUE(send(post(server.url("/"), "")));
  ASSERT_TRUE(send(get(server.url("/"))));
  EXPECT_EQ(server.requests().at(0).header("Content-Length"), "0");
  EXPECT_EQ(server.requests().at(1).header("Content-Length"), std::nullopt);
}

TEST_F(HttpClientTest, gives_any_complete_answer_whatever_its_status) {
  for (const int status : {204, 304, 400, 401, 404, 429, 500, 503, 522, 599}) {
    StubServer server(always({.status = status}));
    const auto response = send(get(server.url("/")));
    ASSERT_TRUE(response) << status << ' ' << response.error().message;
    EXPECT_EQ(response->status, status);
  }
}

TEST_F(HttpClientTest, reads_an_answer_to_head_without_waiting_for_its_body) {
  StubServer server(always({.body = "not sent"}));
  auto request = get(server.url("/"));
  request.method = "HEAD";
  const auto response = send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "");
}

TEST_F(HttpClientTest, reads_chunked_answers) {
  std::string body;
  for (int i = 0; i < 2000; ++i) body += std::to_string(i);
  StubServer server(always({.body = body, .chunked = true}));
  const auto response = send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, body);
}

TEST_F(HttpClientTest, reads_an_answer_that_ends_with_its_connection) {
  StubServer server(always(Reply::raw("HTTP/1.0 200 OK\r\nX: y\r\n\r\nuntil the end")));
  const auto response = send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "until the end");
}

TEST_F(HttpClientTest, passes_over_interim_answers) {
  StubServer server(
      always(Reply::raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
  const auto response = send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ok");
}

TEST_F(HttpClientTest, carries_large_bodies_both_ways) {
  const std::string large(3 * 1024 * 1024, 'x');
  StubServer server([](const SeenRequest& seen) { return Reply{.body = seen.body}; });
  const auto response = send(post(server.url("/"), large));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body.size(), large.size());
  EXPECT_TRUE(response->body == large);
}

// --- connections

TEST_F(HttpClientTest, uses_one_connection_for_many_requests) {
  StubServer server(always({.body = "x", .chunked = true}));
  const auto client = open();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->send(get(server.url("/")), within(std::chrono::seconds(10))));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, closes_its_connections_with_the_client) {
  StubServer server(always({}));
  ASSERT_TRUE(send(get(server.url("/"))));
  EXPECT_TRUE(server.wait_for_no_connection());
}

TEST_F(HttpClientTest, does_not_keep_a_connection_the_server_wants_closed) {
  StubServer server(always({}), {.keep_alive = false});
  const auto client = open();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client->send(get(server.url("/")), within(std::chrono::seconds(10))));
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpClientTest, opens_a_new_connection_when_the_kept_one_was_closed) {
  StubServer server(always({.close_unannounced = true}));
  const auto client = open();
  for (int i = 0; i < 3; ++i) {
    const auto response = client->send(post(server.url("/"), "x"), within(std::chrono::seconds(10)));
    ASSERT_TRUE(response) << response.error().message;
    // The server's FIN is behind its answer on the same connection.
    ASSERT_TRUE(server.wait_for_no_connection());
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpClientTest, does_not_reuse_a_connection_on_which_more_came_than_was_asked_for) {
  StubServer server(always(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n")));
  const auto client = open();
  for (int i = 0; i < 2; ++i)
    ASSERT_EQ(client->send(get(server.url("/")), within(std::chrono::seconds(10)))->body, "ok");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, never_sends_a_request_twice) {
  std::atomic<int> count = 0;
  StubServer server([&](const SeenRequest&) { return ++count == 1 ? Reply{} : Reply::drop(); });
  const auto client = open();
  ASSERT_TRUE(client->send(post(server.url("/"), "x"), within(std::chrono::seconds(10))));
  const auto broken = client->send(post(server.url("/"), "y"), within(std::chrono::seconds(10)));
  EXPECT_FAILS(broken, Reason::connect);
  EXPECT_EQ(broken.error().effect, Effect::unknown);
  EXPECT_EQ(count, 2);
}

TEST_F(HttpClientTest, states_no_effect_for_a_get_that_broke) {
  StubServer server(always(Reply::drop()));
  const auto broken = send(get(server.url("/")));
  EXPECT_FAILS(broken, Reason::connect);
  EXPECT_EQ(broken.error().effect, Effect::none);
}

TEST_F(HttpClientTest, states_no_effect_when_nobody_listens) {
  std::string url;
  {
    StubServer server(always({}));
    url = server.url("/");
  }
  const auto refused = send(post(url, "x"));
  EXPECT_FAILS(refused, Reason::connect);
  EXPECT_EQ(refused.error().effect, Effect::none);
}

TEST_F(HttpClientTest, forgets_connections_when_the_network_changed) {
  StubServer server(always({}));
  const auto client = open();
  ASSERT_TRUE(client->send(get(server.url("/")), within(std::chrono::seconds(10))));
  factory_.network_changed();
  ASSERT_TRUE(client->send(get(server.url("/")), within(std::chrono::seconds(10))));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, forgets_connections_that_were_idle_for_long) {
  test::ManualClock clock;
  PocoHttpClientFactory factory(clock, "ddns-sidecar/test");
  StubServer server(always({}));
  const auto client = factory.open({}).value();
  const http::CallLimits limits{Deadline::never(), {}};
  ASSERT_TRUE(client->send(get(server.url("/")), limits));
  clock.advance(std::chrono::seconds(3));
  ASSERT_TRUE(client->send(get(server.url("/")), limits));
  EXPECT_EQ(server.connections(), 1);
  clock.advance(std::chrono::seconds(4));
  ASSERT_TRUE(client->send(get(server.url("/")), limits));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, serves_sixteen_callers_at_once_each_on_its_own_connection) {
  constexpr int kCallers = 16;
  std::atomic<int> waiting = 0;
  StubServer server([&](const SeenRequest& seen) {
    ++waiting;
    // Answered only when all are there.
    EXPECT_TRUE(test::eventually([&] { return waiting >= kCallers; }));
    return Reply{.body = seen.path};
  });
  const auto client = open();
  std::atomic<int> right = 0;
  std::vector<std::jthread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto path = "/" + std::to_string(i);
      const auto response = client->send(get(server.url(path)), within(std::chrono::seconds(20)));
      if (response && response->body == path) ++right;
    });
  }
  callers.clear();
  EXPECT_EQ(right, kCallers);
  EXPECT_EQ(server.most_at_once(), kCallers);
  EXPECT_EQ(server.connections(), kCallers);
  ASSERT_TRUE(client->send(get(server.url("/again")), within(std::chrono::seconds(10))));
  EXPECT_EQ(server.connections(), kCallers);
}

// --- redirects

TEST_F(HttpClientTest, gives_a_redirect_as_it_is_unless_asked_to_follow) {
  StubServer server(always({.status = 302, .headers = {{"Location", "/b"}}}));
  EXPECT_EQ(send(get(server.url("/a")))->status, 302);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClientTest, follows_redirects_to_the_same_origin) {
  StubServer server([&](const SeenRequest& seen) {
    if (seen.target == "/a/x?q=1") return Reply{.status = 301, .headers = {{"Location", "y?r=2#f"}}};
    if (seen.target == "/a/y?r=2") return Reply{.status = 307, .headers = {{"Location", "/z"}}};
    if (seen.target == "/z") {
      return Reply{.status = 308, .headers = {{"Location", "http://" + *seen.header("Host") + "/end?s=3"}}};
    }
    return Reply{.body = seen.target};
  });
  auto request = get(server.url("/a/x?q=1"));
  request.headers = {{"Authorization", "t"}};
  const auto response = send(request, {.follow_redirects = true});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "/end?s=3");
  EXPECT_EQ(server.requests().back().header("Authorization"), "t");
}

TEST_F(HttpClientTest, follows_three_redirects_and_no_more) {
  StubServer server(always({.status = 302, .headers = {{"Location", "/again"}}}));
  EXPECT_EQ(send(get(server.url("/")), {.follow_redirects = true})->status, 302);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_F(HttpClientTest, does_not_follow_to_another_origin_or_with_a_write) {
  StubServer other(always({}));
  StubServer server(always({.status = 302, .headers = {{"Location", other.url("/")}}}));
  EXPECT_EQ(send(get(server.url("/")), {.follow_redirects = true})->status, 302);
  const auto host = "//localhost:" + std::to_string(server.port()) + "/";
  StubServer slashes(always({.status = 302, .headers = {{"Location", host}}}));
  EXPECT_EQ(send(get(slashes.url("/")), {.follow_redirects = true})->status, 302);
  StubServer same(always({.status = 307, .headers = {{"Location", "/b"}}}));
  EXPECT_EQ(send(post(same.url("/"), "x"), {.follow_redirects = true})->status, 307);
  EXPECT_EQ(same.requests().size(), 1U);
  EXPECT_TRUE(other.requests().empty());
}

// --- requests that cannot be sent

TEST_F(HttpClientTest, refuses_what_would_break_out_of_its_header) {
  StubServer server(always({}));
  const auto refused = [&](http::Request request) {
    const auto result = send(request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, Reason::config) << result.error().message;
  };
  auto request = get(server.url("/"));
  request.headers = {{"X-Token", std::string(kCanary) + "\r\nX-Other: 1"}};
  refused(request);
  request.headers = {{"X Token", "1"}};
  refused(request);
  request.headers = {{"Content-Length", "1"}};
  refused(request);
  request.headers = {};
  request.method = "GET /x HTTP/1.1\r\n";
  refused(request);
  request.method = "GET";
  request.url.path = "/a b";
  refused(request);
  request.url.path = "/";
  request.url.query = std::string(kCanary) + "\r\n";
  refused(request);
  EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace ddns::transport
