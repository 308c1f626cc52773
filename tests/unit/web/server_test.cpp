#include "ddns/web/server.h"

#include <mutex>
#include <set>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/web/pages.h"
#include "support/manual_clock.h"

namespace ddns::web {
namespace {

class Served final : public events::EventSink {
 public:
  void publish(const events::Event& event) noexcept override {
    const std::lock_guard lock(mutex);
    if (const auto* served = std::get_if<events::HttpServed>(&event.payload)) all.push_back(*served);
  }
  std::mutex mutex;
  std::vector<events::HttpServed> all;
};

/// Answers at once with what the test put in, and remembers what was asked.
class FakeControl final : public engine::Control {
 public:
  std::future<engine::UpdateReport> update(engine::UpdateRequest request) override {
    asked.push_back(std::move(request));
    std::promise<engine::UpdateReport> promise;
    promise.set_value(report);
    return promise.get_future();
  }
  std::future<engine::PlanReport> plan() override {
    std::promise<engine::PlanReport> promise;
    promise.set_value(planned);
    ++plans;
    return promise.get_future();
  }
  void pause(bool) override {}

  std::vector<engine::UpdateRequest> asked;
  engine::UpdateReport report;
  engine::PlanReport planned;
  std::size_t plans = 0;
};

struct Answer {
  int status = 0;
  std::string type, body;
  Poco::Net::HTTPResponse raw;
  nlohmann::json json() const { return nlohmann::json::parse(body); }
};

class Pages : public ::testing::Test {
 protected:
  void SetUp() override { start({.loopback_listener = true}); }

  void start(const GuardRules& rules) {
    server.reset();
    Services services{.clock = clock,
                      .board = board,
                      .control = control,
                      .health_rules = [] { return events::HealthRules{}; },
                      .metrics_page = [] { return std::string("ddns_up 1\n"); },
                      .metrics_content_type = "text/plain; version=0.0.4; charset=utf-8",
                      .history_json = [this](const HistoryQuestion& q) -> Result<std::string> {
                        question = q;
                        return "[]\n";
                      },
                      .providers_json = [] { return std::string("[]\n"); },
                      .version = "1.2.3"};
    services.ascii_name = [](std::string_view text) -> Result<std::string> {
      if (text.find('?') != std::string_view::npos) return fail(Reason::malformed, "no letters");
      return replace_all(text, "ü", "xn--u");
    };
    const ServerSettings settings{.listen = {"127.0.0.1", 0}, .max_body = max_body};
    auto started = Server::start(settings, make_router(std::move(services), [rules] { return rules; }), served);
    ASSERT_TRUE(started.has_value()) << started.error().message;
    server = std::move(*started);
    port = static_cast<std::uint16_t>(std::stoi(server->address().substr(server->address().rfind(':') + 1)));
  }

  Answer ask(const std::string& method, const std::string& path, const std::string& body = {},
             const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    Poco::Net::HTTPClientSession session("127.0.0.1", port);
    session.setTimeout(Poco::Timespan(5, 0));
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    for (const auto& [name, value] : headers) request.set(name, value);
    if (!body.empty()) request.setContentLength64(static_cast<std::int64_t>(body.size()));
    session.sendRequest(request) << body;
    Answer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(answer.raw), answer.body);
    answer.status = answer.raw.getStatus();
    answer.type = answer.raw.getContentType();
    return answer;
  }

  Answer post(const std::string& body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return ask("POST", "/api/v1/update", body, headers);
  }

  test::ManualClock clock;
  events::StatusBoard board;
  FakeControl control;
  Served served;
  HistoryQuestion question;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
  std::size_t max_body = 1024;
};

TEST_F(Pages, metrics_have_the_exact_content_type) {
  const auto answer = ask("GET", "/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(answer.body, "ddns_up 1\n");
}

TEST_F(Pages, live_is_200_and_ready_is_503_before_the_first_round) {
  EXPECT_EQ(ask("GET", "/livez").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 503);
  const auto health = ask("GET", "/health");
  EXPECT_EQ(health.status, 503);
  EXPECT_EQ(health.type, "application/health+json");
  EXPECT_EQ(health.json()["status"], "fail");
  EXPECT_EQ(health.json()["live"], "pass");
}

TEST_F(Pages, head_answers_without_a_body) {
  const auto answer = ask("HEAD", "/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.raw.getContentLength(), 10);
}

TEST_F(Pages, unknown_paths_and_methods_get_json_errors) {
  EXPECT_EQ(ask("GET", "/nothing").status, 404);
  const auto wrong = ask("GET", "/api/v1/update");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.raw.get("Allow"), "POST");
  EXPECT_TRUE(wrong.json()["error"].contains("message"));
  EXPECT_EQ(ask("DELETE", "/api/v1/status").status, 405);
}

TEST_F(Pages, update_hands_the_request_to_the_engine) {
  control.report.records.push_back({.key = {*DomainName::parse("home.example.com")},
                                    .account = "cf",
                                    .kind = engine::OutcomeKind::updated,
                                    .addresses = {*IpAddress::parse("192.0.2.1")}});
  const auto answer = post(R"({"name":"Home.Example.com","force":true})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  ASSERT_EQ(control.asked.size(), 1U);
  EXPECT_EQ(control.asked[0].name->text(), "home.example.com");
  EXPECT_TRUE(control.asked[0].force);
  EXPECT_EQ(control.asked[0].actor, "api 127.0.0.1");
  EXPECT_EQ(answer.json()["records"][0]["outcome"], "updated");
}

TEST_F(Pages, bad_update_bodies_are_refused_and_nothing_is_asked_of_the_engine) {
  for (const char* body :
       {"[]", "{", R"({"name":1})", R"({"force":"yes"})", R"({"nmae":"x"})", R"({"name":"a..b"})", "\xff"}) {
    EXPECT_EQ(post(body).status, 400) << body;
  }
  EXPECT_EQ(ask("POST", "/api/v1/update", "{}", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(post("{}", {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(post(std::string(2000, ' ')).status, 413);
  EXPECT_TRUE(control.asked.empty());
}

TEST_F(Pages, who_sends_far_too_much_still_hears_why) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(post(std::string(8U << 20U, ' ')).status, 413);
}

TEST_F(Pages, names_may_stand_in_their_own_letters) {
  post(R"({"name":"ü.example.com"})");
  ASSERT_EQ(control.asked.size(), 1U);
  EXPECT_EQ(control.asked.at(0).name->text(), "xn--u.example.com");
  EXPECT_EQ(post(R"({"name":"?.example.com"})").status, 400);
  EXPECT_EQ(control.asked.size(), 1U);
  ask("GET", "/api/v1/history?record=%C3%BC.example.com%20A");
  EXPECT_EQ(question.record, "xn--u.example.com A");
  ask("GET", "/api/v1/history?record=%3F%20A");
  EXPECT_EQ(question.record, "? A");
}

TEST_F(Pages, a_request_takes_the_memory_that_it_needs_and_not_what_it_might) {
  max_body = std::size_t{1} << 50U;
  start({.loopback_listener = true});
  EXPECT_EQ(post(R"({"name":"other.example.com"})").status, 404) << "more than any machine has is allowed";
}

TEST_F(Pages, a_body_of_several_pieces_arrives_whole) {
  max_body = 100'000;
  start({.loopback_listener = true});
  const std::string head = R"({"name":"other.example.com"})";
  EXPECT_EQ(post(head + std::string(max_body - head.size(), ' ')).status, 404);
}

TEST_F(Pages, an_update_of_an_unknown_name_is_404) { EXPECT_EQ(post(R"({"name":"other.example.com"})").status, 404); }

TEST_F(Pages, history_takes_its_parameters_and_refuses_others) {
  EXPECT_EQ(ask("GET", "/api/v1/history?limit=5&before=17&record=home.example.com%20A").status, 200);
  EXPECT_EQ(question.limit, 5U);
  EXPECT_EQ(question.before, 17);
  EXPECT_EQ(question.record, "home.example.com A");
  for (const char* query : {"?limit=0", "?limit=1001", "?limit=x", "?before=y", "?colour=red"}) {
    EXPECT_EQ(ask("GET", std::string("/api/v1/history") + query).status, 400) << query;
  }
}

TEST_F(Pages, without_a_token_a_public_listener_shows_no_names) {
  start({.loopback_listener = false});
  for (const char* path :
       {"/", "/api/v1/status", "/api/v1/records", "/api/v1/history", "/api/v1/plan", "/api/v1/providers"}) {
    EXPECT_EQ(ask("GET", path).status, 403) << path;
  }
  EXPECT_EQ(post("{}").status, 403);
  EXPECT_TRUE(control.asked.empty());
  for (const char* path : {"/livez", "/metrics"}) EXPECT_EQ(ask("GET", path).status, 200) << path;
}

TEST_F(Pages, a_page_of_another_site_cannot_make_calls_to_services) {
  EXPECT_EQ(ask("GET", "/api/v1/plan").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/plan", {}, {{"Sec-Fetch-Site", "none"}}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/plan", {}, {{"Sec-Fetch-Site", "same-origin"}}).status, 200);
  EXPECT_EQ(control.plans, 3U);
  EXPECT_EQ(ask("GET", "/api/v1/plan", {}, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/plan", {}, {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(post("{}", {{"Sec-Fetch-Site", "same-site"}}).status, 403);
  EXPECT_EQ(control.plans, 3U);
  EXPECT_TRUE(control.asked.empty());
}

TEST_F(Pages, health_names_records_only_to_the_trusted) {
  events::Setup setup;
  setup.accounts = {{.id = "cf", .provider = "cloudflare"}};
  setup.records = {{.key = {*DomainName::parse("home.example.com")}, .account = "cf"}};
  board.publish({.at = clock.wall(), .steady = clock.steady(), .payload = events::ConfigLoaded{"/c", setup}});
  EXPECT_NE(ask("GET", "/health").body.find("home.example.com"), std::string::npos);
  start({.loopback_listener = false, .token = Secret("token-of-the-test")});
  EXPECT_EQ(ask("GET", "/health").body.find("home.example.com"), std::string::npos);
  const auto told = ask("GET", "/health", {}, {{"Authorization", "Bearer token-of-the-test"}});
  EXPECT_NE(told.body.find("home.example.com"), std::string::npos);
}

TEST_F(Pages, five_wrong_tokens_lock_nobody_out) {
  start({.loopback_listener = false, .token = Secret("token-of-the-test")});
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask("GET", "/api/v1/status", {}, {{"Authorization", "Bearer wrong"}}).status, 401);
  }
  EXPECT_EQ(ask("GET", "/api/v1/status", {}, {{"Authorization", "Bearer token-of-the-test"}}).status, 200);
}

TEST_F(Pages, every_request_becomes_an_event_with_bounded_words) {
  (void)ask("GET", "/livez");
  (void)ask("BREW", "/coffee");
  const std::lock_guard lock(served.mutex);
  ASSERT_EQ(served.all.size(), 2U);
  EXPECT_EQ(served.all[0].handler, "livez");
  EXPECT_EQ(served.all[0].method, "GET");
  EXPECT_EQ(served.all[1].handler, "other");
  EXPECT_EQ(served.all[1].method, "other");
  EXPECT_EQ(served.all[1].status, 404);
}

TEST_F(Pages, what_strangers_provoke_shares_one_set_of_labels) {
  start({.loopback_listener = false, .token = Secret("token-of-the-test")});
  for (const char* path : {"/", "/livez", "/api/v1/status", "/api/v1/plan", "/api/v1/update", "/nothing"}) {
    for (const char* method : {"PUT", "DELETE", "OPTIONS", "BREW"}) (void)ask(method, path);
  }
  for (const char* path : {"/", "/api/v1/status", "/api/v1/plan", "/api/v1/providers"}) (void)ask("GET", path);
  std::set<std::string> labels;
  const std::lock_guard lock(served.mutex);
  for (const auto& one : served.all) labels.insert(one.handler + ' ' + one.method + ' ' + std::to_string(one.status));
  EXPECT_EQ(labels, (std::set<std::string>{"other other 401", "other other 404", "other other 405"}));
}

TEST_F(Pages, garbage_on_the_socket_harms_nobody) {
  for (const char* text :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02", "GET / HTTP/9.9\r\n\r\n"}) {
    Poco::Net::StreamSocket socket;
    socket.connect(Poco::Net::SocketAddress("127.0.0.1", port));
    socket.sendBytes(text, static_cast<int>(std::string_view(text).size()));
    socket.shutdownSend();
    char sink[512];
    socket.setReceiveTimeout(Poco::Timespan(5, 0));
    while (socket.receiveBytes(sink, sizeof sink) > 0) {
    }
  }
  EXPECT_EQ(ask("GET", "/livez").status, 200);
}

}  // namespace
}  // namespace ddns::web
