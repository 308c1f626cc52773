#include "ddns/log/line.h"

#include <array>
#include <limits>
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
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line end, at the end";
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
  EXPECT_GT(line["process.thread.id"], 0);
  EXPECT_EQ(line["dns.question.name"], "home.example.com");
  EXPECT_EQ(line["event.duration"], 5);
}

TEST(JsonLine, a_crafted_message_or_field_cannot_overwrite_the_line) {
  const auto line =
      one(R"(x","log.level":"fatal","y":")", {{"log.level", std::string("fatal")}, {"message", std::string("other")}});
  EXPECT_EQ(line["log.level"], "warn");
  EXPECT_EQ(line["message"], R"(x","log.level":"fatal","y":")");
}

/// Mostly bytes of any kind, mixed with those that mean something to JSON and with pieces of UTF-8.
std::string random_bytes(std::mt19937& random) {
  static constexpr std::array<std::string_view, 8> pieces{
      "\"", "\\", "\n", "\xC3\xA9", "\xF0\x9F\x98\x80", "\xE2\x82", "\xED\xA0\x80", "\xC0\xAF"};
  std::string out;
  const auto length = random() % 64;
  while (out.size() < length) {
    const auto dice = random();
    if (dice % 4 == 0) {
      out += pieces.at((dice >> 8U) % pieces.size());
    } else {
      out += static_cast<char>(dice >> 8U);
    }
  }
  return out;
}

TEST(JsonLine, every_line_of_random_bytes_is_valid_and_round_trips) {
  std::mt19937 random(20260102);
  for (int i = 0; i < 10000; ++i) {  // two strings each
    const auto message = random_bytes(random);
    const auto value = random_bytes(random);
    const auto line = one(message, {{"labels.x", value}});
    ASSERT_EQ(line["message"].get_ref<const std::string&>(), to_valid_utf8(message));
    ASSERT_EQ(line["labels.x"].get_ref<const std::string&>(), to_valid_utf8(value));
    ASSERT_EQ(line.size(), 11U);
  }
}

TEST(JsonLine, escapes_what_terminals_and_other_readers_take_for_more_than_text) {
  const auto line = json_line(origin, test::ManualClock().wall(), Level::info, "x", "\x7f\x1b[31m\t", {});
  EXPECT_NE(line.find(R"("message":"\u007f\u001b[31m\t")"), std::string::npos) << line;
}

TEST(JsonLine, keeps_kinds_of_values) {
  const auto line = one("x", {{"n", std::int64_t{-5}},
                              {"d", 0.1},
                              {"infinite", std::numeric_limits<double>::infinity()},
                              {"yes", true},
                              {"list", std::vector<std::string>{"a\"b", "c"}},
                              {"none", std::vector<std::string>{}}});
  EXPECT_EQ(line["n"], -5);
  EXPECT_EQ(line["d"], 0.1);
  EXPECT_TRUE(line["infinite"].is_null()) << "JSON has no infinity";
  EXPECT_EQ(line["yes"], true);
  EXPECT_EQ(line["list"], (json{"a\"b", "c"}));
  EXPECT_EQ(line["none"], json::array());
}

TEST(JsonLine, says_no_name_twice) {
  const auto text = json_line(origin, test::ManualClock().wall(), Level::warn, "x", "m",
                              Fields{{"labels.a", std::string("first")}, {"labels.a", std::string("second")}});
  EXPECT_EQ(text.find("second"), std::string::npos) << text;
  EXPECT_EQ(parse(text)["labels.a"], "first");
}

TEST(JsonLine, is_never_longer_than_the_cap_and_says_that_it_was_cut) {
  for (const char filler : {'a', '\x01', '"', '\xff'}) {
    const std::string big(20000, filler);
    Fields fields;
    for (int i = 0; i < 40; ++i) fields.push_back({cat("labels.", i), big});
    fields.push_back({"list", std::vector<std::string>(500, big)});
    const auto line = one(big, fields);
    EXPECT_EQ(line["labels.truncated"], "true");
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
