#include "ddns/log/logger.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/log/observer.h"
#include "support/manual_clock.h"
#include "support/temp_dir.h"

namespace ddns::log {
namespace {

class LogFile : public ::testing::Test {
 protected:
  Settings settings(Rotation rotation = Rotation::internal) const {
    return {.level = Level::info, .path = path(), .max_size = 2000, .keep = 3, .rotation = rotation};
  }
  std::string path() const { return (dir_ / "logs/app.log").string(); }
  Logger make(const Settings& settings) { return {settings, {"1.2.3", "host", 1}, clock_, filter_}; }

  static std::vector<nlohmann::json> read(const std::string& file) {
    std::vector<nlohmann::json> out;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) out.push_back(nlohmann::json::parse(line));
    return out;
  }

  test::TempDir dir_;
  test::ManualClock clock_;
  SecretFilter filter_;
};

TEST_F(LogFile, takes_what_is_enabled_and_counts_it) {
  auto logger = make(settings());
  logger.write(Level::debug, "x", "not seen");
  logger.write(Level::info, "x", "seen");
  logger.write(Level::error, "x", "seen too");
  EXPECT_EQ(read(path()).size(), 2U);
  EXPECT_EQ(logger.figures().messages.at(static_cast<std::size_t>(Level::info)), 1U);
  EXPECT_EQ(logger.figures().messages.at(static_cast<std::size_t>(Level::debug)), 0U);
}

TEST_F(LogFile, rotates_by_size_keeps_so_many_and_loses_no_line) {
  auto logger = make(settings());
  for (int i = 0; i < 60; ++i) logger.write(Level::info, "x", "line " + std::to_string(i));
  EXPECT_GT(logger.figures().rotations, 2U);
  EXPECT_FALSE(std::filesystem::exists(path() + ".4"));
  int expected = 59;
  for (const char* suffix : {"", ".1", ".2", ".3"}) {
    auto lines = read(path() + suffix);
    EXPECT_LE(std::filesystem::file_size(path() + suffix), 2000U);
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
      EXPECT_EQ((*line)["message"], "line " + std::to_string(expected--));
  }
}

TEST_F(LogFile, rotates_when_the_day_changes) {
  auto logger = make(settings());
  logger.write(Level::info, "x", "yesterday");
  clock_.advance(std::chrono::hours{24});
  logger.write(Level::info, "x", "today");
  EXPECT_EQ(read(path() + ".1").at(0)["message"], "yesterday");
  EXPECT_EQ(read(path()).at(0)["message"], "today");
}

TEST_F(LogFile, an_external_rotation_needs_only_a_reopen) {
  auto logger = make(settings(Rotation::external));
  logger.write(Level::info, "x", "old");
  std::filesystem::rename(path(), path() + ".moved");
  logger.write(Level::info, "x", "still into the moved file");
  logger.reopen();
  logger.write(Level::info, "x", "new");
  EXPECT_EQ(read(path() + ".moved").size(), 2U);
  EXPECT_EQ(read(path()).at(0)["message"], "new");
  EXPECT_FALSE(std::filesystem::exists(path() + ".1"));
}

TEST_F(LogFile, a_reopen_that_fails_keeps_the_old_file) {
  auto logger = make(settings(Rotation::external));
  logger.write(Level::info, "x", "one");
  std::filesystem::rename(dir_ / "logs", dir_ / "elsewhere");
  std::ofstream(dir_ / "logs") << "a file where the folder was";
  logger.reopen();
  logger.write(Level::info, "x", "two");
  EXPECT_EQ(logger.figures().reopen_failures, 1U);
  EXPECT_EQ(read((dir_ / "elsewhere/app.log").string()).size(), 2U);
}

TEST_F(LogFile, a_full_disk_costs_lines_and_nothing_else) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto full = settings(Rotation::none);
  full.path = "/dev/full";
  auto logger = make(full);
  logger.write(Level::info, "x", "lost");
  EXPECT_EQ(logger.figures().dropped, 1U);
  EXPECT_EQ(logger.figures().write_errors, 1U);
}

TEST_F(LogFile, no_secret_reaches_the_file) {
  filter_.know({Secret("canary-4711")});
  auto logger = make(settings());
  const Field field{"error.message", std::string("service said canary-4711")};
  logger.write(Level::error, "x", "token canary-4711 refused", {&field, 1});
  EXPECT_EQ(dir_.read("logs/app.log").find("canary"), std::string::npos);
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
  for (const auto& line : lines) EXPECT_TRUE(line.contains("event.action")) << line;
}

}  // namespace
}  // namespace ddns::log
