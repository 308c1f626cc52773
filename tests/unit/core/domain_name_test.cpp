#include "ddns/core/domain_name.h"

#include <gtest/gtest.h>

#include "support/scripted_random.h"

namespace ddns {
namespace {

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }

std::string fault(std::string_view text) {
  const auto parsed = DomainName::parse(text);
  if (parsed) return "no error";
  EXPECT_EQ(parsed.error().reason, Reason::malformed);
  return parsed.error().message;
}

TEST(DomainNameParse, lowers_case_and_drops_one_dot) {
  EXPECT_EQ(name("WWW.Example.COM.").text(), "www.example.com");
  EXPECT_EQ(name("www.example.com").with_dot(), "www.example.com.");
  EXPECT_EQ(name("_acme-challenge.x-1.example").text(), "_acme-challenge.x-1.example");
  EXPECT_EQ(name("*.example.com").text(), "*.example.com");
  EXPECT_EQ(name("xn--bcher-kva.example").text(), "xn--bcher-kva.example");
}

TEST(DomainNameParse, reads_a_single_dot_as_the_root_and_refuses_an_empty_text) {
  EXPECT_TRUE(name(".").is_root());
  EXPECT_EQ(name("."), DomainName());
  EXPECT_NE(fault("").find("empty"), std::string::npos);
}

TEST(DomainNameParse, names_the_offending_label) {
  EXPECT_NE(fault("www.exa mple.com").find("`exa mple`"), std::string::npos);
  EXPECT_NE(fault("-bad.example.com").find("`-bad`"), std::string::npos);
  EXPECT_NE(fault("bad-.example.com").find("`bad-`"), std::string::npos);
  EXPECT_NE(fault("www.*.example.com").find("left end"), std::string::npos);
  EXPECT_NE(fault("a*.example.com").find("`a*`"), std::string::npos);
  EXPECT_NE(fault("@.example.com").find("`@`"), std::string::npos);
  EXPECT_NE(fault("bücher.example").find("xn--"), std::string::npos);
  EXPECT_NE(fault("http://example.com").find("`http://example`"), std::string::npos);
}

TEST(DomainNameParse, refuses_empty_labels) {
  for (const char* bad : {"..", ".example.com", "www..example.com", "example.com.."}) {
    EXPECT_NE(fault(bad).find("empty label"), std::string::npos) << bad;
  }
}

TEST(DomainNameParse, holds_the_limits_of_rfc_1035) {
  const std::string label63(63, 'a');
  EXPECT_TRUE(DomainName::parse(label63 + ".example"));
  EXPECT_NE(fault(label63 + "a.example").find("63"), std::string::npos);
  const std::string longest = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'b');
  ASSERT_EQ(longest.size(), 253U);
  EXPECT_TRUE(DomainName::parse(longest));
  EXPECT_TRUE(DomainName::parse(longest + "."));
  EXPECT_NE(fault(longest + "b").find("253"), std::string::npos);
}

TEST(DomainNameTree, climbs_to_the_root) {
  auto at = std::optional(name("a.b.example"));
  std::vector<std::string> seen;
  while (at) {
    seen.push_back(at->text());
    at = at->parent();
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"a.b.example", "b.example", "example", ""}));
}

TEST(DomainNameTree, counts_labels_not_characters) {
  EXPECT_TRUE(name("www.example.com").is_within(name("example.com")));
  EXPECT_TRUE(name("example.com").is_within(name("example.com")));
  EXPECT_TRUE(name("example.com").is_within(DomainName()));
  EXPECT_FALSE(name("badexample.com").is_within(name("example.com")));
  EXPECT_FALSE(name("com").is_within(name("example.com")));
  EXPECT_FALSE(DomainName().is_within(name("com")));
}

TEST(DomainNameTree, tells_the_part_left_of_the_zone) {
  EXPECT_EQ(name("www.example.com").relative_to(name("example.com")), "www");
  EXPECT_EQ(name("a.b.example.com").relative_to(name("example.com")), "a.b");
  EXPECT_EQ(name("example.com").relative_to(name("example.com")), "");
  EXPECT_EQ(name("example.com").relative_to(DomainName()), "example.com");
}

TEST(DomainNameTree, lists_labels_from_the_left) {
  EXPECT_EQ(name("a.b.c").labels(), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_TRUE(DomainName().labels().empty());
}

TEST(DomainNameProperties, whatever_is_accepted_is_canonical_and_sticks_together) {
  constexpr std::string_view kAlphabet = "abzABZ019-_*..";
  test::ScriptedRandom random(21);
  int accepted = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (auto n = random.below(12); n > 0; --n) text += kAlphabet[random.below(kAlphabet.size())];
    const auto parsed = DomainName::parse(text);
    if (!parsed) continue;
    ++accepted;
    ASSERT_EQ(DomainName::parse(parsed->with_dot()).value(), *parsed) << text;
    for (auto zone = parsed->parent(); zone; zone = zone->parent()) {
      ASSERT_TRUE(parsed->is_within(*zone)) << text;
      const std::string left = parsed->relative_to(*zone);
      ASSERT_EQ(zone->is_root() ? left : left + "." + zone->text(), parsed->text()) << text;
    }
  }
  EXPECT_GT(accepted, 5'000);
}

TEST(DomainNameProperties, random_bytes_never_pass_unless_they_are_labels) {
  test::ScriptedRandom random(22);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random.below(80), '\0');
    for (auto& c : text) c = static_cast<char>(random.below(256));
    const auto parsed = DomainName::parse(text);
    if (parsed) {
      EXPECT_EQ(parsed->text().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.*"), std::string::npos);
    } else {
      EXPECT_LT(parsed.error().message.size(), 600U);
    }
  }
}

}  // namespace
}  // namespace ddns
