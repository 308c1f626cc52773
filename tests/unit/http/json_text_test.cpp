#include "ddns/http/json_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/scripted_random.h"

namespace ddns::http {
namespace {

TEST(JsonWriting, keeps_the_order_and_takes_what_cpp_has) {
  const std::string name = "home";
  EXPECT_EQ(JsonObject()
                .set("type", "A")
                .set("name", name)
                .set("view", std::string_view("v"))
                .set("ttl", 300)
                .set("big", std::numeric_limits<std::uint64_t>::max())
                .set("low", std::numeric_limits<std::int64_t>::min())
                .set("proxied", false)
                .set("none", nullptr)
                .set("share", 0.25)
                .to_string(),
            R"({"type":"A","name":"home","view":"v","ttl":300,"big":18446744073709551615,"low":-9223372036854775808,)"
            R"("proxied":false,"none":null,"share":0.25})");
}

TEST(JsonWriting, nests) {
  EXPECT_EQ(JsonObject()
                .set("a", JsonArray().add(1).add("x").add(JsonObject().set("b", JsonArray())))
                .set("o", JsonObject())
                .to_string(),
            R"({"a":[1,"x",{"b":[]}],"o":{}})");
}

TEST(JsonWriting, leaves_out_what_is_not_set) {
  EXPECT_EQ(JsonObject()
                .set_if("a", std::optional<int>())
                .set_if("b", std::optional<std::string>("x"))
                .set_if("c", std::optional<bool>(true))
                .to_string(),
            R"({"b":"x","c":true})");
}

TEST(JsonWriting, passes_read_values_on_unchanged) {
  const Json answer = Json::parse(R"({"id":18446744073709551615,"tags":["a"]})").value();
  EXPECT_EQ(JsonObject().set("id", answer["id"]).set("tags", answer["tags"]).set("no", answer["no"]).to_string(),
            R"({"id":18446744073709551615,"tags":["a"],"no":null})");
}

TEST(JsonWriting, escapes_what_must_be_escaped) {
  EXPECT_EQ(JsonArray().add(std::string_view("\"\\/\b\n\r\t\x1f\0é", 11)).to_string(),
            "[\"\\\"\\\\/\\u0008\\n\\r\\t\\u001f\\u0000é\"]");
  EXPECT_EQ(JsonArray().add("caf\xE9").to_string(), "[\"caf\xEF\xBF\xBD\"]");
}

TEST(JsonWriting, turns_numbers_json_does_not_know_into_null) {
  EXPECT_EQ(JsonArray().add(std::nan("")).add(std::numeric_limits<double>::infinity()).add(1e300).to_string(),
            "[null,null,1e+300]");
}

TEST(JsonWritingProperties, every_text_reads_back) {
  test::ScriptedRandom random(82);
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto n = random.below(20); n > 0; --n) text += static_cast<char>(random.below(128));
    const Json back = Json::parse(JsonObject().set(text, text).to_string()).value();
    ASSERT_EQ(back[text].as_string(), text);
  }
}

}  // namespace
}  // namespace ddns::http
