#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/log/logger.h"
#include "support/child_process.h"
#include "support/file_text.h"
#include "support/stub_server.h"
#include "support/temp_dir.h"

// configs/log-shipping/rsyslog-elasticsearch.conf as it is shipped, paths and port apart, with a real rsyslogd.
namespace ddns::rsyslog {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;
using test::eventually;
using test::Reply;
using test::SeenRequest;

/// What Elasticsearch's _bulk is to a client that creates documents in a data stream.
class Elasticsearch {
 public:
  /// Away: connections are taken and end without a byte. Ill: every request gets this answer.
  void set_away(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  void set_ill(std::optional<Reply> answer) {
    const std::lock_guard lock(mutex_);
    ill_ = std::move(answer);
  }
  /// The answer to the next request is lost after it has taken effect.
  void lose_next_answer() {
    const std::lock_guard lock(mutex_);
    lose_ = true;
  }
  void refuse(std::string message) {
    const std::lock_guard lock(mutex_);
    refused_ = std::move(message);
  }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] std::vector<json> documents() const {
    const std::lock_guard lock(mutex_);
    return documents_;
  }
  [[nodiscard]] std::size_t turned_away() const {
    const std::lock_guard lock(mutex_);
    return turned_away_;
  }
  [[nodiscard]] std::size_t seen_twice() const {
    const std::lock_guard lock(mutex_);
    return seen_twice_;
  }

 private:
  Reply handle(const SeenRequest& seen) {
    const std::lock_guard lock(mutex_);
    if (away_ || ill_) ++turned_away_;
    if (away_) return Reply::drop();
    if (ill_) return *ill_;
    if (seen.path == "/_bulk") return bulk(seen.body);
    return Reply::json(200, "{}");
  }

  Reply bulk(const std::string& body) {
    json items = json::array();
    bool errors = false;
    const auto lines = split(body, '\n');
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
      const auto action = json::parse(lines[i]).at("create");
      EXPECT_EQ(action.at("_index"), "logs-ddns_sidecar-default");
      EXPECT_FALSE(action.contains("_type")) << "Elasticsearch 8 refuses it";
      const auto document = json::parse(lines[i + 1], nullptr, false);
      EXPECT_FALSE(document.is_discarded()) << "a line did not arrive whole: " << lines[i + 1].substr(0, 200);
      const auto status = store(action.at("_id"), document);
      errors = errors || status != 201;
      items.push_back({{"create", {{"status", status}, {"error", {{"type", "for_test"}, {"reason", "for test"}}}}}});
    }
    if (std::exchange(lose_, false)) return Reply::drop();
    return Reply::json(200, json{{"errors", errors}, {"items", items}}.dump());
  }

  int store(const std::string& id, const json& document) {
    if (document.is_discarded() || document.value("message", "") == refused_) return 400;
    if (!ids_.insert(id).second) {
      ++seen_twice_;
      return 409;
    }
    documents_.push_back(document);
    return 201;
  }

  mutable std::mutex mutex_;
  bool away_ = false;
  std::optional<Reply> ill_;
  bool lose_ = false;
  std::string refused_ = "-";
  std::vector<json> documents_;
  std::set<std::string> ids_;
  std::size_t turned_away_ = 0;
  std::size_t seen_twice_ = 0;
  test::StubServer server_{[this](const SeenRequest& seen) { return handle(seen); }};
};

std::string replaced(const std::string& text, std::string_view from, const std::string& to) {
  EXPECT_NE(text.find(from), std::string::npos) << "the example has no `" << from << "`";
  return replace_all(text, from, to);
}

class Shipping : public ::testing::Test {
 protected:
  Shipping() {
    fs::create_directories(folder_ / "spool");
    fs::create_directories(log_.parent_path());
    auto text =
        test::file_text(fs::path(DDNS_TESTS_DIR).parent_path() / "configs/log-shipping/rsyslog-elasticsearch.conf");
    text = replaced(text, "/var/log/ddns-sidecar/ddns-sidecar.log", log_.string());
    text = replaced(text, "/var/log/ddns-sidecar-elasticsearch-errors.json", errors_.string());
    text = replaced(text, "serverport=\"9200\"", cat("serverport=\"", elasticsearch_.port(), "\""));
    // Ten seconds between two attempts are right for a server, and long for a test.
    text = replaced(text, "action.resumeInterval=\"10\"", "action.resumeInterval=\"1\"");
    std::ofstream(folder_ / "rsyslog.conf") << "global(workDirectory=\"" << (folder_ / "spool").string() << "\")\n"
                                            << text;
  }

  void start() {
    rsyslog_ = std::make_unique<test::ChildProcess>(
        test::ChildSetup{.argv = {DDNS_RSYSLOGD, "-n", "-f", folder_ / "rsyslog.conf", "-i", folder_ / "pid"},
                         .output = folder_ / "rsyslog"});
  }
  void stop() {
    rsyslog_->signal(SIGTERM);
    EXPECT_TRUE(rsyslog_->wait(seconds(20)));
  }
  void say(std::string message) { logger_.write(log::Level::info, "test", message); }

  bool arrives(std::size_t count, seconds limit = seconds(40)) {
    return eventually([&] { return elasticsearch_.documents().size() >= count; }, limit);
  }
  [[nodiscard]] std::string trouble() const {
    const auto documents = elasticsearch_.documents();
    std::set<std::string> there;
    for (const auto& document : documents) there.insert(document.value("message", ""));
    std::string missing;
    for (int i = 0; i < 1000 && missing.size() < 500; ++i) {
      if (!there.contains(cat("line ", i))) missing += cat(" ", i);
    }
    return cat("arrived: ", documents.size(), ", not: ", missing, "\n", test::file_text_if_any(folder_ / "rsyslog.err"),
               test::file_text_if_any(folder_ / "rsyslog.out"));
  }
  void expect_lines(int count) {
    const auto documents = elasticsearch_.documents();
    std::map<std::string, int> times;
    for (const auto& document : documents) ++times[document.value("message", "")];
    for (int i = 0; i < count; ++i) EXPECT_EQ(times[cat("line ", i)], 1) << "line " << i;
    EXPECT_EQ(documents.size(), static_cast<std::size_t>(count));
  }

  const test::TempDir folder_;
  const fs::path log_ = folder_ / "log/ddns-sidecar.log";
  const fs::path errors_ = folder_ / "errors.json";
  Elasticsearch elasticsearch_;
  const SystemClock clock_;
  const log::SecretFilter filter_;
  log::Logger logger_{
      {.path = log_.string(), .rotation = log::Rotation::external}, {"1.2.3", "host", 1}, clock_, filter_};
  std::unique_ptr<test::ChildProcess> rsyslog_;
};

TEST_F(Shipping, brings_every_line_as_it_is) {
  start();
  const std::string awkward = "quote \" backslash \\ newline \n tab \t é 😀 \x01\x7f percent %msg% end";
  const log::Field ip{"dns.resolved_ip", std::vector<std::string>{"192.0.2.1", "2001:db8::1"}};
  logger_.write(log::Level::warn, "record", awkward, {&ip, 1});
  say(std::string(15'000, 'x'));
  say(std::string(40'000, 'y'));
  ASSERT_TRUE(arrives(3)) << trouble();
  const auto documents = elasticsearch_.documents();
  EXPECT_EQ(documents[0]["message"], awkward);
  EXPECT_EQ(documents[0]["log.level"], "warn");
  EXPECT_EQ(documents[0]["service.name"], "ddns-sidecar");
  EXPECT_EQ(documents[0]["dns.resolved_ip"][1], "2001:db8::1");
  EXPECT_EQ(documents[1]["message"].get<std::string>().size(), 15'000U) << "longer than rsyslog's default";
  EXPECT_EQ(documents[2]["labels.truncated"], "true");
  EXPECT_FALSE(fs::exists(errors_)) << test::file_text_if_any(errors_);
  stop();
}

TEST_F(Shipping, loses_and_doubles_nothing_through_rotations) {
  start();
  int next = 0;
  for (int rotation = 0; rotation < 3; ++rotation) {
    for (int i = 0; i < 200; ++i) say(cat("line ", next++));
    ASSERT_TRUE(arrives(static_cast<std::size_t>(next) - 100)) << trouble();
    // As logrotate does it, which makes the new file at once and tells the program later.
    if (rotation > 0) fs::rename(log_.string() + ".1", cat(log_.string(), ".", rotation + 1));
    fs::rename(log_, log_.string() + ".1");
    std::ofstream(log_, std::ios::app).flush();
    for (int i = 0; i < 100; ++i) say(cat("line ", next++));
    logger_.reopen();
    for (int i = 0; i < 50; ++i) say(cat("line ", next++));
    // The next rotation comes when this one is through, as it does with a day between them.
    ASSERT_TRUE(arrives(static_cast<std::size_t>(next))) << trouble();
  }
  expect_lines(next);
  stop();
}

TEST_F(Shipping, waits_for_a_server_that_is_away_and_sends_again_what_was_not_confirmed) {
  elasticsearch_.set_away(true);
  start();
  for (int i = 0; i < 300; ++i) say(cat("line ", i));
  ASSERT_TRUE(eventually([&] { return elasticsearch_.turned_away() >= 2; }, seconds(30))) << trouble();
  elasticsearch_.lose_next_answer();
  elasticsearch_.set_away(false);
  ASSERT_TRUE(arrives(300)) << trouble();
  expect_lines(300);
  EXPECT_GT(elasticsearch_.seen_twice(), 0U) << "it was to send again, under the same number";
  stop();
}

TEST_F(Shipping, what_is_read_is_not_lost_by_a_restart) {
  start();
  for (int i = 0; i < 100; ++i) say(cat("line ", i));
  ASSERT_TRUE(arrives(100)) << trouble();
  stop();
  for (int i = 100; i < 200; ++i) say(cat("line ", i));
  start();
  ASSERT_TRUE(arrives(200)) << trouble();
  expect_lines(200);
  stop();
}

/// Not what one would wish, but what rsyslog does: an HTTP error for the whole request is not tried again.
TEST_F(Shipping, lines_that_a_gateway_answers_with_an_error_are_kept_in_the_error_file) {
  elasticsearch_.set_ill(Reply::json(503, "{\"error\":\"unavailable\"}"));
  start();
  for (int i = 0; i < 10; ++i) say(cat("line ", i));
  EXPECT_TRUE(
      eventually([&] { return test::file_text_if_any(errors_).find("line 9") != std::string::npos; }, seconds(20)))
      << trouble();
  elasticsearch_.set_ill(std::nullopt);
  for (int i = 10; i < 20; ++i) say(cat("line ", i));
  EXPECT_TRUE(arrives(10)) << "it goes on: " << trouble();
  stop();
}

TEST_F(Shipping, a_line_that_is_refused_is_kept_with_its_reason_and_holds_up_nothing) {
  elasticsearch_.refuse("line 5");
  start();
  for (int i = 0; i < 10; ++i) say(cat("line ", i));
  ASSERT_TRUE(arrives(9)) << trouble();
  EXPECT_TRUE(
      eventually([&] { return test::file_text_if_any(errors_).find("line 5") != std::string::npos; }, seconds(20)))
      << trouble();
  stop();
}

}  // namespace
}  // namespace ddns::rsyslog
