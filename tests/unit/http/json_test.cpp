#include "ddns/http/json.h"

#include <gtest/gtest.h>

#include "support/scripted_random.h"

namespace ddns::http {
namespace {

Json json(std::string_view text) { return Json::parse(text).value(); }

std::string fault(std::string_view text) {
  const auto parsed = Json::parse(text);
  if (parsed) return "no error";
  EXPECT_EQ(parsed.error().reason, Reason::malformed);
  return parsed.error().message;
}

constexpr std::string_view kAnswer =
    R"({"success":true,"result":[{"id":"a1","ttl":300,"proxied":null,"content":"192.0.2.1"},{"id":556507778,"ttl":1.5}],
        "a/b":{"m~n":"odd","":"empty"},"big":18446744073709551615,"neg":-5})";

TEST(JsonReading, follows_pointers) {
  const Json answer = json(kAnswer);
  EXPECT_TRUE(answer.boolean("/success"));
  EXPECT_EQ(answer.string("/result/0/id"), "a1");
  EXPECT_EQ(answer.integer("/result/0/ttl"), 300);
  EXPECT_EQ(answer.string("/a~1b/m~0n"), "odd");
  EXPECT_EQ(answer.string("/a~1b/"), "empty");
  EXPECT_EQ(answer.at("").size(), 5U);
  EXPECT_TRUE(answer.at("/result/0/proxied").is_null());
}

TEST(JsonReading, gives_absent_values_for_what_is_not_there) {
  const Json answer = json(kAnswer);
  for (const char* missing :
       {"/nothing", "/result/2", "/result/-", "/result/00", "/result/0/id/x", "result", "/success/x", "/result/-1"}) {
    EXPECT_FALSE(answer.at(missing).exists()) << missing;
    EXPECT_EQ(answer.at(missing).at("/x").string("/y", "fallback"), "fallback") << missing;
    EXPECT_FALSE(answer.at(missing)["x"][3].exists()) << missing;
  }
  EXPECT_FALSE(answer.at("/nothing").is_null());
  EXPECT_EQ(answer.at("/nothing").dump(), "");
  EXPECT_EQ(Json().size(), 0U);
  EXPECT_TRUE(Json().items().empty());
}

TEST(JsonReading, is_strict_about_types) {
  const Json answer = json(kAnswer);
  EXPECT_EQ(answer.integer("/result/0/id", -1), -1);
  EXPECT_EQ(answer.string("/result/0/ttl", "no"), "no");
  EXPECT_EQ(answer.at("/result/1/ttl").as_integer(), std::nullopt);
  EXPECT_EQ(answer.at("/result/1/ttl").as_double(), 1.5);
  EXPECT_EQ(answer.at("/result/0/ttl").as_double(), 300.0);
  EXPECT_EQ(answer.at("/big").as_integer(), std::nullopt);
  EXPECT_EQ(answer.at("/neg").as_integer(), -5);
  EXPECT_EQ(answer.at("/success").as_integer(), std::nullopt);
  EXPECT_EQ(answer.at("/neg").as_bool(), std::nullopt);
  EXPECT_EQ(answer.boolean("/result", true), true);
}

TEST(JsonReading, gives_ids_as_text_whatever_they_are) {
  const Json answer = json(kAnswer);
  EXPECT_EQ(answer.text("/result/0/id"), "a1");
  EXPECT_EQ(answer.text("/result/1/id"), "556507778");
  EXPECT_EQ(answer.text("/big"), "18446744073709551615");
  EXPECT_EQ(answer.text("/success"), "true");
  EXPECT_EQ(answer.text("/result", "no"), "no");
  EXPECT_EQ(answer.text("/result/1/ttl", "no"), "no");
}

TEST(JsonReading, walks_arrays_and_objects) {
  const Json answer = json(kAnswer);
  std::vector<std::string> ids;
  for (const auto& record : answer.items("/result")) ids.push_back(record.text("/id"));
  EXPECT_EQ(ids, (std::vector<std::string>{"a1", "556507778"}));
  EXPECT_TRUE(answer.items("/success").empty());
  EXPECT_TRUE(answer.items("/a~1b").empty());
  std::vector<std::string> names;
  for (const auto& [name, value] : answer.members()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"a/b", "big", "neg", "result", "success"}));
  EXPECT_EQ(answer["result"][1]["id"].as_integer(), 556507778);
}

TEST(JsonReading, outlives_the_document_it_came_from) {
  Json record;
  {
    const Json answer = json(kAnswer);
    record = answer.at("/result/0");
  }
  EXPECT_EQ(record.string("/content"), "192.0.2.1");
  EXPECT_EQ(record.dump(), R"({"content":"192.0.2.1","id":"a1","proxied":null,"ttl":300})");
}

TEST(JsonReading, names_the_place_of_what_must_be_there) {
  const Json answer = json(kAnswer);
  EXPECT_EQ(answer.need_text("/result/1/id").value(), "556507778");
  EXPECT_EQ(answer.need_text("/result/9/id").error(),
            (Error{.reason = Reason::malformed, .message = "the answer has no text at /result/9/id"}));
}

TEST(JsonParsing, refuses_what_is_no_json_and_quotes_nothing) {
  for (const char* bad : {"{\"hunter2\":", "{hunter2}", "hunter2", "[1,]", "{} {}", "'a'", "nul", "\"hunter2", "01",
                          "{\"a\":1,}", "[1] // c", "\"\xE9\"", "1e999", "NaN"}) {
    const std::string message = fault(bad);
    EXPECT_NE(message, "no error") << bad;
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
  EXPECT_NE(fault("").find("empty"), std::string::npos);
  EXPECT_NE(fault(" \r\n").find("empty"), std::string::npos);
  EXPECT_NE(fault("\n<html>").find("web page"), std::string::npos);
}

TEST(JsonParsing, holds_a_limit_of_depth) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(Json::parse(nested(100)));
  EXPECT_NE(fault(nested(101)).find("levels"), std::string::npos);
  EXPECT_NE(fault(std::string(1'000'000, '[')).find("levels"), std::string::npos);
  EXPECT_TRUE(Json::parse('"' + std::string(1'000, '[') + "\\\"" + std::string(1'000, '{') + '"'))
      << "brackets in texts do not count";
}

TEST(JsonProperties, random_texts_never_do_harm) {
  constexpr std::string_view kAlphabet = "{}[]\",:0 1e-.tru\\unl\xC3";
  test::ScriptedRandom random(81);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random.below(12); n > 0; --n) text += kAlphabet[random.below(kAlphabet.size())];
    const auto parsed = Json::parse(text);
    if (!parsed) {
      ASSERT_EQ(parsed.error().reason, Reason::malformed);
      continue;
    }
    ASSERT_EQ(Json::parse(parsed->dump()).value().dump(), parsed->dump()) << text;
  }
}

}  // namespace
}  // namespace ddns::http
