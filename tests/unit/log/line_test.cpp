#include "ddns/log/line.h"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/log/secret_filter.h"
#include "support/manual_clock.h"

namespace ddns::log {
namespace {

using nlohmann::json;

const Origin origin{"1.2.3", "host-1", 4711};

json parse(const std::string& line) {
  EXPECT_TRUE(line.ends_with('\n'));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_LE(line.size(), max_line);
  return json::parse(line);
}

json one(std::string_view message, const Fields& fields = {}) {
  return parse(json_line(origin, test::ManualClock().wall(), Level::warn, "source", message, fields));
}

TEST(JsonLine, has_the_ecs_names) {
  const auto line =
      one("hello", {{"dns.question.name", std::string("home.example.com")}, {"event.duration", std::int64_t{5}}});
  EXPECT_EQ(line["@timestamp"], "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(line["log.level"], "warn");
  EXPECT_EQ(line["message"], "hello");
  EXPECT_EQ(line["service.name"], "ddns-sidecar");
  EXPECT_EQ(line["process.pid"], 4711);
  EXPECT_EQ(line["dns.question.name"], "home.example.com");
  EXPECT_EQ(line["event.duration"], 5);
}

TEST(JsonLine, a_crafted_message_or_field_cannot_overwrite_the_line) {
  const auto line =
      one(R"(x","log.level":"fatal","y":")", {{"log.level", std::string("fatal")}, {"message", std::string("other")}});
  EXPECT_EQ(line["log.level"], "warn");
  EXPECT_EQ(line["message"], R"(x","log.level":"fatal","y":")");
}

TEST(JsonLine, every_line_of_random_bytes_is_valid_and_round_trips) {
  std::mt19937 random(20260102);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const auto line = one(bytes, {{"labels.x", bytes}});
    ASSERT_EQ(line["message"], to_valid_utf8(bytes));
    ASSERT_EQ(line["labels.x"], to_valid_utf8(bytes));
    ASSERT_EQ(line.size(), 10U);
  }
}

TEST(JsonLine, is_never_longer_than_the_cap_and_says_that_it_was_cut) {
  for (const char filler : {'a', '\x01', '"', '\xff'}) {
    const std::string big(20000, filler);
    Fields fields;
    for (int i = 0; i < 40; ++i) fields.push_back({cat("labels.", i), big});
    fields.push_back({"list", std::vector<std::string>(500, big)});
    const auto line = one(big, fields);
    EXPECT_EQ(line["log.truncated"], true);
    EXPECT_EQ(line["log.level"], "warn");
  }
}

TEST(JsonLine, cutting_never_splits_a_character) {
  std::string big;
  for (int i = 0; i < 9000; ++i) big += "é";
  const std::string message = one(big)["message"];
  EXPECT_TRUE(is_utf8(message));
  EXPECT_EQ(message.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(TextLine, shows_control_characters_and_stays_one_line) {
  const auto line = text_line(test::ManualClock().wall(), Level::info, "source", "a\nb\x1b[31m", {});
  EXPECT_EQ(line, "2026-01-02T03:04:05.000Z INFO  a\\x0ab\\x1b[31m\n");
}

TEST(SecretFilter, masks_every_spelling) {
  SecretFilter filter;
  filter.know({Secret("pa ss\"word+1"), Secret("short"), Secret("pa ss\"word+1-longer")});
  EXPECT_EQ(filter.mask("x pa ss\"word+1 y"), "x ****** y");
  EXPECT_EQ(filter.mask("q=pa%20ss%22word%2B1&"), "q=******&");
  EXPECT_EQ(filter.mask(R"({"k":"pa ss\"word+1"})"), R"({"k":"******"})");
  EXPECT_EQ(filter.mask("Basic cGEgc3Mid29yZCsx"), "Basic ******");
  EXPECT_EQ(filter.mask("pa ss\"word+1-longer"), "******");
  EXPECT_EQ(filter.mask("short stays"), "short stays");
}

}  // namespace
}  // namespace ddns::log
