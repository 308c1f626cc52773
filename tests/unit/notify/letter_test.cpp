#include "ddns/notify/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "support/scripted_random.h"

namespace ddns::notify {
namespace {

using testing::ElementsAre;

const std::string kMixed = "aé长😀*_`#b\n> [x](y) <z> & \"q\" \\ end\r\n\x01长长";

TEST(Fit, keeps_to_the_limit_at_every_byte_for_every_escape) {
  for (const Escape escape : {escape_nothing, escape_markdown, escape_slack, escape_discord, escape_json}) {
    const auto render = [&](std::string_view text) { return cat("<head>", escape(text), "</tail>"); };
    const auto least = render("…").size();
    for (std::size_t limit = 0; limit < render(kMixed).size() + 5; ++limit) {
      const auto out = fit(limit, kMixed, render);
      ASSERT_TRUE(is_utf8(out)) << limit;
      if (limit < least) {
        EXPECT_EQ(out, render("")) << "nothing fits: the caller sees the bare frame";
      } else {
        ASSERT_LE(out.size(), limit);
        if (limit >= render(kMixed).size()) {
          EXPECT_EQ(out, render(kMixed)) << "what fits is not cut";
        }
      }
    }
  }
}

TEST(Fit, wastes_no_more_than_one_escaped_character) {
  const auto render = [](std::string_view text) { return escape_markdown(text); };
  for (std::size_t limit = 3; limit < render(kMixed).size(); ++limit) {
    EXPECT_GE(fit(limit, kMixed, render).size() + 8, limit);
  }
}

TEST(Shorten, cuts_between_characters_at_every_byte) {
  for (std::size_t limit = 0; limit <= kMixed.size() + 1; ++limit) {
    const auto out = shorten(kMixed, limit);
    EXPECT_LE(out.size(), limit);
    EXPECT_TRUE(is_utf8(out));
    if (limit >= 3 && limit < kMixed.size()) {
      EXPECT_TRUE(out.ends_with("…")) << limit;
    }
  }
  EXPECT_EQ(shorten(kMixed, kMixed.size()), kMixed);
}

TEST(Shorten, counts_characters_where_that_is_the_limit) {
  EXPECT_EQ(shorten_characters("长长长", 3), "长长长");
  EXPECT_EQ(shorten_characters("长长长", 2), "长…");
  EXPECT_EQ(shorten_characters("长长长", 1), "…");
  EXPECT_EQ(shorten_characters("长长长", 0), "");
  EXPECT_EQ(shorten_characters("", 0), "");
}

TEST(Escape, leaves_no_markup_and_adds_no_noise) {
  EXPECT_EQ(escape_markdown("[FIRING:1] record_type=A #1 a > b"), "[FIRING:1] record_type=A #1 a > b");
  EXPECT_EQ(escape_markdown("*b* _i_ `c` [x](y) <t>"), "\\*b\\* \\_i\\_ \\`c\\` [x\\](y) \\<t>");
  EXPECT_EQ(escape_markdown("# h\n> q"), "\\# h\n\n\\> q");
  EXPECT_EQ(escape_slack("<!channel> & <http://x|y>"), "&lt;!channel&gt; &amp; &lt;http://x|y&gt;");
  EXPECT_EQ(escape_json("\"\\\n\x01长"), "\\\"\\\\\\n\\u0001长");
}

TEST(Templates, expand_what_is_known_once) {
  const Letter letter{.message = {.title = "#{text}", .text = "T"}, .host = "box"};
  const auto variables = variables_of(letter);
  EXPECT_EQ(expand("#{host}: #{title} #{nope} #{ #{text}", variables, escape_nothing), "box: #{text} #{nope} #{ T");
  EXPECT_EQ(expand("", variables, escape_nothing), "");
  EXPECT_EQ(expand("#{", variables, escape_nothing), "#{");
  EXPECT_THAT(unknown_variables("#{host} #{Host} #{}", {"host"}), ElementsAre("Host", ""));
}

TEST(Messages, survive_their_way_through_the_outbox) {
  test::ScriptedRandom random(3);
  for (int i = 0; i < 100; ++i) {
    Message message{.topic = topics().at(random.below(topics().size())),
                    .severity = static_cast<Severity>(random.below(3)),
                    .title = std::string(random.below(20), '"') + "长",
                    .text = std::string(random.below(50), '\n'),
                    .at = WallTime{} + std::chrono::milliseconds{random.below(1U << 30U)}};
    if (random.below(2) == 0) message.ipv4 = {"192.0.2.1", "success", {"a.example", "b.example"}};
    const auto back = message_from_json(to_json(message));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, message);
  }
  EXPECT_FALSE(message_from_json("{}"));
  EXPECT_FALSE(message_from_json("no"));
}

TEST(Messages, merge_into_one_that_holds_all) {
  const std::vector<Message> three{
      {.severity = Severity::info, .title = "one", .text = "1", .ipv4 = {"192.0.2.1", "success", {}}},
      {.severity = Severity::critical, .title = "two"},
      {.severity = Severity::warning, .title = "three", .text = "3"}};
  const auto merged = merge(three);
  EXPECT_EQ(merged.severity, Severity::critical);
  EXPECT_EQ(merged.title, "3 messages: one, …");
  EXPECT_EQ(merged.text, "one\n1\n\ntwo\n\nthree\n3");
  EXPECT_EQ(merged.ipv4.address, "192.0.2.1");
  EXPECT_EQ(merge(std::span(three).first(1)), three[0]);
}

}  // namespace
}  // namespace ddns::notify
