#include <set>
#include <thread>

#include "ddns/log/observer.h"
#include "log_file_test.h"

namespace ddns::log {
namespace {

/// Names of the Elastic Common Schema 8.11 that lines may have beside labels.*.
const std::set<std::string> ecs_names{
    "@timestamp",        "dns.question.name", "dns.question.type", "dns.resolved_ip",     "ecs.version",
    "error.code",        "error.message",     "error.type",        "event.action",        "event.duration",
    "event.outcome",     "event.reason",      "file.path",         "http.request.method", "http.response.status_code",
    "log.level",         "log.logger",        "message",           "network.type",        "process.pid",
    "process.thread.id", "service.name",      "service.node.name", "service.version",     "span.id",
    "trace.id",          "url.domain"};

void expect_ecs(const nlohmann::json& line) {
  for (const auto& [name, value] : line.items())
    EXPECT_TRUE(ecs_names.contains(name) || name.starts_with("labels.")) << name << " is no name of ECS";
}

class LogFile : public LogFileTest {};

TEST_F(LogFile, takes_what_is_enabled_and_counts_it) {
  auto logger = make(settings());
  logger.write(Level::debug, "x", "not seen");
  logger.write(Level::info, "x", "seen");
  logger.write(Level::error, "x", "seen too");
  EXPECT_EQ(read(path()).size(), 2U);
  EXPECT_EQ(logger.figures().messages.at(static_cast<std::size_t>(Level::info)), 1U);
  EXPECT_EQ(logger.figures().messages.at(static_cast<std::size_t>(Level::debug)), 0U);
}

TEST_F(LogFile, no_secret_reaches_the_file) {
  filter_.know({Secret("canary-4711")});
  auto logger = make(settings());
  const Field field{"error.message", std::string("service said canary-4711")};
  logger.write(Level::error, "x", "token canary-4711 refused", {&field, 1});
  EXPECT_EQ(dir_.read("logs/app.log").find("canary"), std::string::npos);
}

/// Secrets are chosen by people: words of the line, its punctuation, its numbers.
TEST_F(LogFile, secrets_that_look_like_parts_of_the_line_leave_it_whole) {
  filter_.know({Secret("timestamp provider message question"), Secret("\"log.level\":\"info\""),
                Secret("{\"@timestamp\""), Secret("service.name"), Secret("ddns-sidecar"), Secret("record-updated"),
                Secret("labels.provider"), Secret("2026-01-02T03:04:05"), Secret("987654321"), Secret("\\\"\\\"\\\"\\"),
                Secret("\",\"message\":\"")});
  auto logger = make(settings());
  const Fields fields{{"event.action", std::string("record-updated")},
                      {"labels.provider", std::string("the provider of my dns-service.name")},
                      {"event.duration", std::int64_t{987654321}},
                      {"dns.resolved_ip", std::vector<std::string>{"192.0.2.1", "ddns-sidecar"}},
                      {"error.message", std::string("it said \\\"\\\"\\\"\\ and {\"@timestamp\"")}};
  logger.write(Level::info, "service.name", "a message about labels.provider", fields);
  const auto line = read(path()).at(0);  // which is valid JSON
  EXPECT_EQ(line["@timestamp"], "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(line["log.level"], "info");
  EXPECT_EQ(line["service.name"], "ddns-sidecar");
  EXPECT_EQ(line["event.action"], "record-updated");
  EXPECT_EQ(line["event.duration"], 987654321);
  EXPECT_EQ(line["labels.provider"], "the ****** of my dns-******");
  EXPECT_EQ(line["dns.resolved_ip"], (nlohmann::json{"192.0.2.1", "******"}));
  EXPECT_EQ(line["error.message"], "it said ****** and ******");
  EXPECT_EQ(line["message"], "a message about ******");
}

TEST_F(LogFile, no_spelling_of_a_secret_reaches_a_text_line_either) {
  filter_.know({Secret("canary\n4711 \"x\"")});
  auto text = settings();
  text.format = Format::text;
  text.level = Level::debug;
  auto logger = make(text);
  const Field field{"error.message", std::string("said canary\n4711 \"x\", that is canary%0A4711%20%22x%22")};
  logger.write(Level::debug, "x", "token canary\n4711 \"x\" refused", {&field, 1});
  const auto line = dir_.read("logs/app.log");
  EXPECT_NE(line.find("token ****** refused"), std::string::npos) << line;
  EXPECT_EQ(line.find("canary"), std::string::npos) << line;
  EXPECT_EQ(line.find("4711"), std::string::npos) << line;
}

TEST_F(LogFile, a_reload_that_changes_the_format_goes_on_with_the_file_as_it_is) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto full = settings(Rotation::none);
  full.path = "/dev/full";
  auto logger = make(full);
  logger.write(Level::info, "x", "waits for room");
  full.format = Format::text;
  logger.configure(full);
  EXPECT_EQ(logger.figures().dropped, 0U) << "what waits was given up, so another sink took over";
}

TEST_F(LogFile, threads_do_not_tear_lines) {
  auto logger = make({.level = Level::info, .path = path(), .rotation = Rotation::none});
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) logger.write(Level::info, "x", std::string(300, 'm'));
      });
    }
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) logger.reopen();
    });
  }
  EXPECT_EQ(read(path()).size(), 800U);
}

TEST_F(LogFile, a_reload_can_move_the_file_and_change_the_level) {
  auto logger = make(settings());
  logger.write(Level::info, "x", "first");
  auto other = settings();
  other.path = (dir_ / "logs/other.log").string();
  other.level = Level::error;
  logger.configure(other);
  logger.write(Level::info, "x", "not seen");
  logger.write(Level::error, "x", "second");
  EXPECT_EQ(read(path()).size(), 1U);
  EXPECT_EQ(read(other.path).at(0)["message"], "second");
}

TEST_F(LogFile, tells_an_update_with_its_fields) {
  auto logger = make(settings());
  LogObserver observer(logger);
  events::RecordUpdated updated{
      .key = {*DomainName::parse("home.example.com")}, .account = "cf", .provider = "cloudflare"};
  updated.after = {*IpAddress::parse("192.0.2.1")};
  events::Event event{.at = clock_.wall(), .steady = clock_.steady(), .trace = {}, .payload = updated};
  event.trace.bytes[0] = 1;
  observer.publish(event);
  const auto line = read(path()).at(0);
  EXPECT_EQ(line["event.action"], "record-updated");
  EXPECT_EQ(line["dns.question.name"], "home.example.com");
  EXPECT_EQ(line["dns.question.type"], "A");
  EXPECT_EQ(line["dns.resolved_ip"][0], "192.0.2.1");
  EXPECT_EQ(line["labels.account"], "cf");
  EXPECT_EQ(line["trace.id"], "01000000000000000000000000000000");
  EXPECT_EQ(line["message"], "home.example.com A: none → 192.0.2.1");
  expect_ecs(line);
}

TEST_F(LogFile, tells_a_call_with_a_span_of_its_own_and_no_more_of_its_url_than_the_host) {
  auto all = settings(Rotation::none);
  all.level = Level::debug;
  auto logger = make(all);
  LogObserver observer(logger);
  events::CallFinished call{.account = "cf",
                            .provider = "cloudflare",
                            .operation = "read",
                            .method = "GET",
                            .host = "api.example.com",
                            .status = 500,
                            .took = std::chrono::milliseconds(12)};
  call.span.bytes[0] = 2;
  call.error = Error{.reason = Reason::http_5xx, .message = "broken", .service_code = "1009"};
  events::Event event{.payload = call};
  event.trace.bytes[0] = 1;
  observer.publish(event);
  const auto line = read(path()).at(0);
  EXPECT_EQ(line["trace.id"], "01000000000000000000000000000000");
  EXPECT_EQ(line["span.id"], "0200000000000000");
  EXPECT_EQ(line["url.domain"], "api.example.com");
  EXPECT_EQ(line["http.request.method"], "GET");
  EXPECT_EQ(line["http.response.status_code"], 500);
  EXPECT_EQ(line["event.duration"], 12'000'000) << "nanoseconds";
  EXPECT_EQ(line["event.outcome"], "failure");
  EXPECT_EQ(line["error.type"], to_string(Reason::http_5xx));
  EXPECT_EQ(line["error.code"], "1009");
  expect_ecs(line);
}

TEST_F(LogFile, a_delivery_is_told_as_loud_as_it_matters) {
  auto all = settings(Rotation::none);
  all.level = Level::debug;
  auto logger = make(all);
  LogObserver observer(logger);
  events::NotificationTried tried{.channel = "mail", .type = "email", .title = "title"};
  observer.publish({.payload = tried});
  tried.remark = "the mail server refused b@example.net (550)";
  observer.publish({.payload = tried});
  observer.publish({.payload = events::NotificationTried{.channel = "beat", .title = "t", .routine = true}});
  const auto lines = read(path());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["log.level"], "info");
  EXPECT_EQ(lines[1]["log.level"], "warn");
  EXPECT_EQ(lines[1]["message"], "channel mail delivered: title, but the mail server refused b@example.net (550)");
  EXPECT_EQ(lines[2]["log.level"], "debug") << "a heartbeat that beats is no news";
}

TEST_F(LogFile, every_line_of_a_round_has_its_trace) {
  auto logger = make(settings(Rotation::none));
  LogObserver observer(logger);
  events::SourceAsked asked{.source = "wan", .observation = Unavailable{{.message = "nothing usable"}}};
  asked.rejected = {{.address = *IpAddress::parse("10.0.0.1"), .detail = "private"}};
  asked.disagreement = true;
  events::Event event{.payload = asked};
  event.trace.bytes[15] = 7;
  observer.publish(event);
  const auto lines = read(path());
  ASSERT_EQ(lines.size(), 3U);
  for (const auto& line : lines) {
    EXPECT_EQ(line["trace.id"], "00000000000000000000000000000007") << line;
    expect_ecs(line);
  }
  EXPECT_EQ(lines[0]["event.action"], "address-rejected");
}

TEST_F(LogFile, the_same_trouble_of_a_source_is_told_once) {
  auto logger = make(settings(Rotation::none));
  LogObserver observer(logger);
  const auto tell = [&](Observation observation) {
    observer.publish({.payload = events::SourceAsked{.source = "wan", .observation = std::move(observation)}});
  };
  const Observation silent = Unavailable{{.reason = Reason::timeout, .message = "no answer"}};
  for (int i = 0; i < 5; ++i) tell(silent);
  EXPECT_EQ(read(path()).size(), 1U);
  tell(Unavailable{{.reason = Reason::connect, .message = "refused"}});
  EXPECT_EQ(read(path()).size(), 2U) << "another trouble";
  tell(Known{{*IpAddress::parse("192.0.2.1")}});
  tell(silent);
  EXPECT_EQ(read(path()).size(), 3U) << "it came back";
}

TEST_F(LogFile, every_event_can_be_told) {
  auto all = settings(Rotation::none);
  all.level = Level::trace;
  auto logger = make(all);
  LogObserver observer(logger);
  const auto tell = [&](events::Payload payload) { observer.publish({.payload = std::move(payload)}); };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (tell(std::variant_alternative_t<I, events::Alternatives>{}), ...);
  }(std::make_index_sequence<std::variant_size_v<events::Alternatives>>{});
  const auto lines = read(path());
  EXPECT_EQ(lines.size(), std::variant_size_v<events::Alternatives>);
  for (const auto& line : lines) {
    EXPECT_TRUE(line.contains("event.action")) << line;
    expect_ecs(line);
  }
}

}  // namespace
}  // namespace ddns::log
