#include "ddns/config/international.h"

#include "fakes.h"

namespace ddns::config::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ascii(std::string_view text) {
  const auto out = to_ascii_name(text);
  return out ? *out : "error: " + out.error().message;
}

TEST(InternationalNames, are_written_as_dns_has_them) {
  EXPECT_EQ(ascii("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(ascii("παράδειγμα.δοκιμή"), "xn--hxajbheg2az3al.xn--jxalpdlp");
  EXPECT_EQ(ascii("例え.テスト"), "xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(ascii("עברית1.example"), "xn--1-1hcy8a5an.example");
}

TEST(InternationalNames, are_mapped_without_transition) {
  EXPECT_EQ(ascii("BÜCHER.Example"), "xn--bcher-kva.example") << "case";
  EXPECT_EQ(ascii("a\xCC\x88.example"), "xn--4ca.example") << "a letter and its dots apart";
  EXPECT_EQ(ascii("straße.example"), "xn--strae-oqa.example") << "not strasse";
  EXPECT_EQ(ascii("ａ。例.example"), "a.xn--fsq.example") << "wide letters and the ideographic full stop";
}

TEST(InternationalNames, keep_what_only_dns_knows) {
  EXPECT_EQ(ascii("*.bücher.example"), "*.xn--bcher-kva.example");
  EXPECT_EQ(ascii("_dmarc.bücher.example"), "_dmarc.xn--bcher-kva.example");
  EXPECT_EQ(ascii("bücher.example."), "xn--bcher-kva.example.");
}

TEST(InternationalNames, leave_ascii_alone) {
  for (const std::string name : {"home.example.com", "*.Example.com.", "-odd-.example", "", ".", "a..b"}) {
    EXPECT_EQ(ascii(name), name);
  }
}

TEST(InternationalNames, take_names_that_are_punycode_already) {
  EXPECT_EQ(ascii("xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(ascii("XN--BCHER-KVA.example"), "XN--BCHER-KVA.example");
  EXPECT_EQ(ascii("xn--i-7iq.ws"), "xn--i-7iq.ws") << "an emoji, which its zone has all the same";
  EXPECT_EQ(ascii("xn--i-7iq.bücher.example"), "xn--i-7iq.xn--bcher-kva.example");
}

TEST(InternationalNames, refuse_punycode_that_is_none) {
  for (const std::string_view name : {"xn--.example", "xn--99999999.example", "www.xn--99999999.example",
                                      "xn--bücher.example", "XN--99999999.example"}) {
    EXPECT_THAT(ascii(name), HasSubstr("error: a label begins with xn--")) << name;
  }
}

TEST(InternationalNames, refuse_what_cannot_be_a_name_and_say_why) {
  EXPECT_THAT(ascii("☕.example"), HasSubstr("emoji"));
  EXPECT_THAT(ascii("💩.example"), HasSubstr("emoji"));
  EXPECT_THAT(ascii("ü\xE2\x80\x8D.example"), HasSubstr("error: ")) << "a joiner that joins nothing";
  EXPECT_THAT(ascii("-ü.example"), HasSubstr("hyphen"));
  EXPECT_THAT(ascii("ab--ü.example"), HasSubstr("hyphen"));
  EXPECT_THAT(ascii("1עברית.example"), HasSubstr("right to left"));
  EXPECT_THAT(ascii("\xFC.example"), HasSubstr("UTF-8"));
  EXPECT_THAT(ascii(std::string_view("ü\0.example", 11)), HasSubstr("NUL"));
}

TEST(InternationalNames, refuse_what_is_too_long_in_dns_spelling) {
  const std::string fits = std::string(50, 'a') + "ü";
  EXPECT_EQ(ascii(fits + ".example"), "xn--" + std::string(50, 'a') + "-ehf.example");
  EXPECT_THAT(ascii(std::string(59, 'a') + "ü.example"), HasSubstr("63 characters"));
  std::string whole;
  for (int i = 0; i < 40; ++i) whole += "büro.";  // 200 letters, 480 in DNS
  EXPECT_THAT(ascii(whole + "example"), HasSubstr("error: in DNS's spelling"));
}

TEST(InternationalNames, of_mixed_scripts_are_taken_as_they_are_written) {
  // The first letter is Cyrillic: another name than it looks, and not this program's to judge.
  EXPECT_EQ(ascii("\xD0\xB0pple.example"), "xn--pple-43d.example");
  EXPECT_EQ(shown_name(*DomainName::parse("xn--pple-43d.example")), "xn--pple-43d.example (\xD0\xB0pple.example)");
}

TEST(InternationalNames, are_shown_both_ways) {
  EXPECT_EQ(shown_name(*DomainName::parse("xn--bcher-kva.example")), "xn--bcher-kva.example (bücher.example)");
  EXPECT_EQ(shown_name(*DomainName::parse("*.home.example")), "*.home.example");
  EXPECT_EQ(shown_name(*DomainName::parse("xn--99999999.example")), "xn--99999999.example");
}

std::vector<std::string> names(const Given& given) {
  std::vector<std::string> out;
  const auto loaded = load(given);
  if (!loaded) return lines(loaded.error());
  for (const auto& record : loaded->configuration.engine.records) {
    out.push_back(record.target.key.to_string() + " in " + (record.zone ? record.zone->text() : "?"));
  }
  return out;
}

constexpr auto kAccount = R"(accounts:
  - { id: cf, provider: cloudflare, api_token: "${env:TOKEN}" }
)";

Given with(const std::string& more) {
  return {.text = kAccount + more,
          .environment = {{"TOKEN", "hush"}, {"ZONE", "bücher.example"}, {"BAD", "☕.example"}}};
}

TEST(InternationalNames, may_stand_for_records_and_zones) {
  EXPECT_THAT(names(with("records:\n  - { names: [bücher.example, \"*.Bücher.example\"], zone: bücher.example, "
                         "ipv6: false }\n")),
              ElementsAre("xn--bcher-kva.example A in xn--bcher-kva.example",
                          "*.xn--bcher-kva.example A in xn--bcher-kva.example"));
  EXPECT_THAT(names(with("records:\n  - { name: \"büro.${env:ZONE}\", zone: \"${env:ZONE}\", ipv6: false }\n")),
              ElementsAre("xn--bro-hoa.xn--bcher-kva.example A in xn--bcher-kva.example"));
}

TEST(InternationalNames, may_stand_in_the_short_form) {
  EXPECT_THAT(names({.text = "provider: cloudflare\napi_token: \"${env:TOKEN}\"\ndomain: bücher.example\n"
                             "sub_domain: [büro, \"@\"]\nipv6: false\n",
                     .environment = {{"TOKEN", "hush"}}}),
              ElementsAre("xn--bro-hoa.xn--bcher-kva.example A in xn--bcher-kva.example",
                          "xn--bcher-kva.example A in xn--bcher-kva.example"));
}

TEST(InternationalNames, are_the_same_record_in_either_spelling) {
  EXPECT_THAT(names(with("records:\n  - { name: bücher.example, ipv6: false }\n"
                         "  - { name: xn--bcher-kva.example, ipv6: false }\n")),
              ElementsAre(HasSubstr("xn--bcher-kva.example (bücher.example) A stands here for the second time")));
}

TEST(InternationalNames, may_stand_for_the_hosts_of_urls_and_servers) {
  const auto loaded = load({.text = R"(accounts:
  - { id: cf, provider: cloudflare, api_token: "${env:TOKEN}", endpoint: "https://api.bücher.example:8443/v4?a=b" }
  - { id: bind, provider: rfc2136, server: "ns1.bücher.example:5353" }
  - { id: other, provider: rfc2136, server: "[2001:db8::1]:53" }
records: [{ name: a.example, account: cf }, { name: b.example, account: bind }, { name: c.example, account: other }]
)",
                            .environment = {{"TOKEN", "hush"}}});
  ASSERT_TRUE(loaded.has_value()) << ::testing::PrintToString(lines(loaded.error()));
  const auto& accounts = loaded->configuration.engine.accounts;
  EXPECT_EQ(made_with(accounts.at(0)).text("endpoint"), "https://api.xn--bcher-kva.example:8443/v4?a=b");
  EXPECT_THAT(made_with(accounts.at(1)).list("server"), ElementsAre("ns1.xn--bcher-kva.example:5353"));
  EXPECT_THAT(made_with(accounts.at(2)).list("server"), ElementsAre("[2001:db8::1]:53"));
  EXPECT_THAT(said({.text = "provider: cloudflare\napi_token: \"${env:TOKEN}\"\nendpoint: "
                            "\"https://☕.example\"\ndomain: a.example\n",
                    .environment = {{"TOKEN", "hush"}}}),
              ElementsAre(HasSubstr("3:11: error: `endpoint` names a host that cannot be: it has a character")));
}

TEST(InternationalNames, that_are_wrong_are_said_where_they_stand_and_not_quoted_from_references) {
  EXPECT_THAT(names(with("records:\n  - { name: bücher.example, zone: ☕.example, ipv6: false }\n")),
              ElementsAre(HasSubstr("`zone` must be a domain name, not `☕.example`: it has a character")));
  const auto hidden = names(with("records:\n  - { name: \"${env:BAD}\", zone: \"${env:BAD}\", ipv6: false }\n"));
  ASSERT_EQ(hidden.size(), 2U);
  for (const auto& line : hidden) {
    EXPECT_THAT(line, HasSubstr("this value"));
    EXPECT_EQ(line.find("☕"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace ddns::config::test
