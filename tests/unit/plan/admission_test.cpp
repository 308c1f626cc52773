#include "ddns/plan/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "builders.h"

namespace ddns::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The finding against one address, or nullopt when it passes.
std::optional<Rejected> finding(std::string_view address, const AdmissionRules& rules = {}) {
  const IpAddress one = ip(address);
  const Admission admission = admit(Known{{one}}, one.family(), rules);
  if (admission.rejected.empty()) {
    EXPECT_EQ(admission.observation, Observation(Known{{one}})) << address;
    return std::nullopt;
  }
  EXPECT_TRUE(std::holds_alternative<Unavailable>(admission.observation)) << address;
  return admission.rejected.front();
}

std::optional<Rejection> why(std::string_view address, const AdmissionRules& rules = {}) {
  const auto found = finding(address, rules);
  return found ? std::optional(found->why) : std::nullopt;
}

struct RangeCase {
  const char* first;
  const char* last;
  const char* range;
  const char* rfc;
};

// One row per registry entry, written down again here on purpose: a range lost or mistyped in the table shows.
constexpr RangeCase never_public[] = {
    {"0.0.0.0", "0.255.255.255", "0.0.0.0/8", "RFC 791"},
    {"127.0.0.0", "127.255.255.255", "127.0.0.0/8", "RFC 1122"},
    {"169.254.0.0", "169.254.255.255", "169.254.0.0/16", "RFC 3927"},
    {"192.0.0.11", "192.0.0.255", "192.0.0.0/24", "RFC 6890"},
    {"192.0.0.0", "192.0.0.7", "192.0.0.0/29", "RFC 7335"},
    {"192.0.0.8", "192.0.0.8", "192.0.0.8/32", "RFC 7600"},
    {"192.0.0.9", "192.0.0.9", "192.0.0.9/32", "RFC 7723"},
    {"192.0.0.10", "192.0.0.10", "192.0.0.10/32", "RFC 8155"},
    {"192.0.0.170", "192.0.0.171", "192.0.0.170/31", "RFC 8880"},
    {"192.0.2.0", "192.0.2.255", "192.0.2.0/24", "RFC 5737"},
    {"192.31.196.0", "192.31.196.255", "192.31.196.0/24", "RFC 7535"},
    {"192.52.193.0", "192.52.193.255", "192.52.193.0/24", "RFC 7450"},
    {"192.88.99.0", "192.88.99.255", "192.88.99.0/24", "RFC 7526"},
    {"192.88.99.2", "192.88.99.2", "192.88.99.2/32", "RFC 6751"},
    {"192.175.48.0", "192.175.48.255", "192.175.48.0/24", "RFC 7534"},
    {"198.18.0.0", "198.19.255.255", "198.18.0.0/15", "RFC 2544"},
    {"198.51.100.0", "198.51.100.255", "198.51.100.0/24", "RFC 5737"},
    {"203.0.113.0", "203.0.113.255", "203.0.113.0/24", "RFC 5737"},
    {"224.0.0.0", "239.255.255.255", "224.0.0.0/4", "RFC 5771"},
    {"240.0.0.0", "255.255.255.254", "240.0.0.0/4", "RFC 1112"},
    {"255.255.255.255", "255.255.255.255", "255.255.255.255/32", "RFC 919"},
    {"::", "::", "::/128", "RFC 4291"},
    {"::1", "::1", "::1/128", "RFC 4291"},
    {"::2", "::ffff:ffff", "::/96", "RFC 4291"},
    {"::ffff:0:0", "::ffff:ffff:ffff", "::ffff:0.0.0.0/96", "RFC 4291"},
    {"64:ff9b::", "64:ff9b::ffff:ffff", "64:ff9b::/96", "RFC 6052"},
    {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::/48", "RFC 8215"},
    {"100::", "100::ffff:ffff:ffff:ffff", "100::/64", "RFC 6666"},
    {"100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", "100:0:0:1::/64", "RFC 9780"},
    {"2001:0:ffff::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "2001::/32", "RFC 4380"},
    {"2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::/23", "RFC 2928"},
    {"2001:1::1", "2001:1::1", "2001:1::1/128", "RFC 7723"},
    {"2001:1::2", "2001:1::2", "2001:1::2/128", "RFC 8155"},
    {"2001:1::3", "2001:1::3", "2001:1::3/128", "RFC 9665"},
    {"2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "2001:2::/48", "RFC 5180"},
    {"2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff", "2001:3::/32", "RFC 7450"},
    {"2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff", "2001:4:112::/48", "RFC 7535"},
    {"2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "2001:10::/28", "RFC 4843"},
    {"2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "2001:20::/28", "RFC 7343"},
    {"2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "2001:30::/28", "RFC 9374"},
    {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32", "RFC 3849"},
    {"2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::/16", "RFC 3056"},
    {"2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "2620:4f:8000::/48", "RFC 7534"},
    {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::/20", "RFC 9637"},
    {"5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f00::/16", "RFC 9602"},
    {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::/10", "RFC 4291"},
    {"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::/10", "RFC 3879"},
    {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::/8", "RFC 4291"},
    {"200::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/3", "RFC 4291"},
    {"4000::", "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::/2", "RFC 4291"},
    {"8000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "8000::/1", "RFC 4291"},
};

constexpr RangeCase private_use[] = {
    {"10.0.0.0", "10.255.255.255", "10.0.0.0/8", "RFC 1918"},
    {"172.16.0.0", "172.31.255.255", "172.16.0.0/12", "RFC 1918"},
    {"192.168.0.0", "192.168.255.255", "192.168.0.0/16", "RFC 1918"},
    {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::/7", "RFC 4193"},
};

std::string range_of(const RangeCase& row) { return Prefix::parse(row.range).value().to_string(); }

TEST(Admission, special_purpose_ranges_are_never_public_and_are_named_with_their_rfc) {
  const AdmissionRules all_open{.allow_private = true, .allow_cgnat = true, .allow_cdn = true};
  for (const RangeCase& row : never_public) {
    for (const char* address : {row.first, row.last}) {
      for (const AdmissionRules& rules : {AdmissionRules{}, all_open}) {
        const auto found = finding(address, rules);
        ASSERT_TRUE(found) << address;
        EXPECT_EQ(found->why, Rejection::not_public) << address;
        EXPECT_THAT(found->detail, HasSubstr(row.rfc)) << address;
      }
    }
  }
}

TEST(Admission, the_most_specific_range_is_the_one_named) {
  for (const RangeCase& row : never_public) {
    if (std::string_view(row.range) == "192.88.99.0/24" || std::string_view(row.range) == "2001::/23") continue;
    EXPECT_THAT(finding(row.first)->detail, testing::StartsWith(range_of(row))) << row.first;
  }
  EXPECT_EQ(finding("192.88.99.2")->detail, "192.88.99.2/32 (6a44 relay anycast, RFC 6751)");
  EXPECT_EQ(finding("192.168.1.5")->detail, "192.168.0.0/16 (private, RFC 1918)");
}

TEST(Admission, private_use_passes_only_when_allowed) {
  for (const RangeCase& row : private_use) {
    for (const char* address : {row.first, row.last}) {
      EXPECT_EQ(why(address), Rejection::not_public) << address;
      EXPECT_EQ(why(address, {.allow_cgnat = true, .allow_cdn = true}), Rejection::not_public) << address;
      EXPECT_EQ(why(address, {.allow_private = true}), std::nullopt) << address;
    }
    EXPECT_THAT(finding(row.first)->detail, HasSubstr(row.rfc));
  }
}

TEST(Admission, carrier_grade_nat_is_a_finding_of_its_own) {
  for (const char* address : {"100.64.0.0", "100.127.255.255"}) {
    EXPECT_EQ(why(address), Rejection::cgnat) << address;
    EXPECT_EQ(why(address, {.allow_private = true}), Rejection::cgnat) << address;
    EXPECT_EQ(why(address, {.allow_cgnat = true}), std::nullopt) << address;
  }
}

TEST(Admission, documentation_addresses_pass_only_where_a_laboratory_says_so) {
  for (const char* address : {"192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"}) {
    EXPECT_EQ(why(address, {.allow_private = true, .allow_cgnat = true}), Rejection::not_public) << address;
    EXPECT_EQ(why(address, {.allow_documentation = true}), std::nullopt) << address;
  }
  EXPECT_EQ(why("127.0.0.1", {.allow_documentation = true}), Rejection::not_public);
}

TEST(Admission, neighbours_of_special_ranges_pass) {
  for (const char* address :
       {"1.0.1.0",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255", "100.128.0.0",  "126.255.255.255",
        "128.0.0.0",       "169.253.255.255", "169.255.0.0",      "172.15.255.255", "172.32.0.0",   "192.0.1.0",
        "192.0.3.0",       "192.31.195.255",  "192.31.197.0",     "192.52.192.255", "192.52.194.0", "192.88.98.255",
        "192.88.100.0",    "192.167.255.255", "192.169.0.0",      "192.175.47.255", "192.175.49.0", "198.17.255.255",
        "198.20.0.0",      "198.51.99.255",   "198.51.101.0",     "203.0.112.255",  "203.0.114.0",  "223.255.255.255",
        "2000::",          "2001:200::",      "2001:db7:ffff::1", "2001:db9::",     "2001:ffff::",  "2003::",
        "2620:4f:7fff::1", "2620:4f:8001::",  "3fff:1000::",      "3ffe::1"}) {
    EXPECT_EQ(why(address), std::nullopt) << address;
  }
}

TEST(Admission, cdn_ranges_are_refused_at_both_ends_and_pass_when_allowed) {
  for (const char* address :
       {"173.245.48.0", "173.245.63.255", "103.21.244.0",      "103.21.247.255",  "103.22.200.0",  "103.22.203.255",
        "103.31.4.0",   "103.31.7.255",   "141.101.64.0",      "141.101.127.255", "108.162.192.0", "108.162.255.255",
        "190.93.240.0", "190.93.255.255", "188.114.96.0",      "188.114.111.255", "197.234.240.0", "197.234.243.255",
        "198.41.128.0", "198.41.255.255", "162.158.0.0",       "162.159.255.255", "104.16.0.0",    "104.23.255.255",
        "104.24.0.0",   "104.27.255.255", "172.64.0.0",        "172.71.255.255",  "131.0.72.0",    "131.0.75.255",
        "1.1.1.1",      "1.0.0.1",        "2400:cb00::1",      "2606:4700::1",    "2803:f800::1",  "2405:b500::1",
        "2405:8100::1", "2a06:98c0::1",   "2a06:98c7:ffff::1", "2c0f:f248::1"}) {
    EXPECT_EQ(why(address), Rejection::cdn) << address;
    EXPECT_THAT(finding(address)->detail, HasSubstr("checked 2026-08")) << address;
    EXPECT_EQ(why(address, {.allow_cdn = true}), std::nullopt) << address;
  }
  for (const char* address :
       {"104.28.0.0", "104.15.255.255", "172.72.0.0", "1.1.2.1", "1.0.1.1", "2a06:98c8::1", "2606:4701::1"}) {
    EXPECT_EQ(why(address), std::nullopt) << address;
  }
}

TEST(Admission, fastly_and_imperva_are_refused_by_name) {
  for (const char* address : {"151.101.0.0", "151.101.255.255", "199.232.0.1", "146.75.127.255", "2a04:4e42::1"}) {
    EXPECT_THAT(finding(address)->detail, HasSubstr("Fastly")) << address;
  }
  for (const char* address : {"45.60.0.0", "45.60.255.255", "107.154.1.1", "199.83.135.255", "2a02:e980::1"}) {
    EXPECT_THAT(finding(address)->detail, HasSubstr("Imperva")) << address;
  }
  for (const char* address : {"151.100.255.255", "151.102.0.0", "146.75.128.0", "45.59.255.255", "2a04:4e41::1"}) {
    EXPECT_EQ(why(address), std::nullopt) << address;
  }
}

TEST(Admission, address_of_the_other_family_is_refused_first) {
  const Admission admission = admit(Known{set_of({"10.0.0.1"})}, Family::ipv6, {});
  ASSERT_THAT(admission.rejected, SizeIs(1));
  EXPECT_EQ(admission.rejected[0].why, Rejection::wrong_family);
}

TEST(Admission, deny_comes_before_everything_else_and_names_its_network) {
  const AdmissionRules rules{.allow_private = true, .deny = {Prefix::parse("10.8.0.0/16").value()}};
  EXPECT_EQ(why("10.8.0.1", rules), Rejection::denied);
  EXPECT_THAT(finding("10.8.0.1", rules)->detail, HasSubstr("10.8.0.0/16"));
  EXPECT_EQ(why("10.9.0.1", rules), std::nullopt);
}

TEST(Admission, allow_list_narrows_and_never_widens) {
  const AdmissionRules rules{.allow = {Prefix::parse("10.0.0.0/8").value(), Prefix::parse("81.2.69.0/24").value(),
                                       Prefix::parse("104.16.0.0/13").value()}};
  EXPECT_EQ(why("81.2.69.142", rules), std::nullopt);
  EXPECT_EQ(why("81.2.70.1", rules), Rejection::not_allowed);
  EXPECT_EQ(why("10.0.0.1", rules), Rejection::not_public) << "only allow_private widens";
  EXPECT_EQ(why("104.16.0.1", rules), Rejection::cdn) << "only allow_cdn widens";
}

TEST(Admission, one_refused_address_is_dropped_and_the_others_stay) {
  const Admission admission = admit(Known{set_of({"192.168.1.2", "81.2.69.142", "100.64.0.1"})}, Family::ipv4, {});
  EXPECT_EQ(admission.observation, Observation(Known{set_of({"81.2.69.142"})}));
  EXPECT_THAT(admission.rejected, SizeIs(2));
}

TEST(Admission, all_refused_is_unavailable_never_none) {
  const Admission admission = admit(Known{set_of({"192.168.1.2", "10.0.0.7"})}, Family::ipv4, {});
  const auto& unavailable = std::get<Unavailable>(admission.observation);
  EXPECT_EQ(unavailable.why.reason, Reason::unavailable);
  EXPECT_THAT(unavailable.why.message, HasSubstr("192.168.1.2: 192.168.0.0/16 (private, RFC 1918)"));
  EXPECT_THAT(unavailable.why.message, HasSubstr("10.0.0.7"));
  EXPECT_THAT(unavailable.why.message, HasSubstr("allow_private"));
}

std::string refusal(std::initializer_list<std::string_view> addresses) {
  AddressSet set;
  for (const auto address : addresses) set.insert(ip(address));
  const Family family = set.begin()->family();
  return std::get<Unavailable>(admit(Known{set}, family, {}).observation).why.message;
}

TEST(Admission, every_refusal_says_what_to_do) {
  EXPECT_THAT(refusal({"10.0.0.1"}), HasSubstr("allow_private: true"));
  EXPECT_THAT(refusal({"100.64.0.1"}), HasSubstr("allow_cgnat: true"));
  EXPECT_THAT(refusal({"104.16.0.1"}), HasSubstr("allow_cdn: true"));
  EXPECT_THAT(refusal({"192.0.2.1"}), HasSubstr("allow_documentation: true"));
  EXPECT_THAT(refusal({"10.0.0.1", "100.64.0.1"}),
              testing::AllOf(HasSubstr("allow_private"), HasSubstr("allow_cgnat")));
}

TEST(Admission, advises_nothing_that_would_not_help) {
  for (const char* address : {"127.0.0.1", "169.254.1.1", "240.0.0.1", "fe80::1", "ff02::1"}) {
    EXPECT_THAT(refusal({address}), testing::Not(HasSubstr("allow_"))) << address;
  }
  EXPECT_THAT(refusal({"192.0.2.1"}), testing::Not(HasSubstr("allow_private")));
}

TEST(Admission, a_long_list_of_refusals_is_cut_short) {
  const auto message = refusal({"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"});
  EXPECT_THAT(message,
              testing::AllOf(HasSubstr("10.0.0.5"), HasSubstr(", 2 more; "), testing::Not(HasSubstr("10.0.0.6"))));
}

TEST(Admission, the_first_of_the_others_that_passes_stands_in_when_nothing_does) {
  const std::vector others{ip("100.64.0.1"), ip("81.2.69.142"), ip("81.2.69.143")};
  const Admission admission = admit(Known{set_of({"172.17.0.1"})}, others, Family::ipv4, {});
  EXPECT_EQ(admission.observation, Observation(Known{set_of({"81.2.69.142"})}));
  EXPECT_THAT(admission.rejected, SizeIs(2)) << "what came before it";
}

TEST(Admission, the_others_play_no_part_where_something_passes_or_nothing_is_there) {
  const std::vector others{ip("81.2.69.143")};
  EXPECT_EQ(admit(Known{set_of({"81.2.69.142"})}, others, Family::ipv4, {}).observation,
            Observation(Known{set_of({"81.2.69.142"})}));
  EXPECT_EQ(admit(Known{}, others, Family::ipv4, {}).observation, Observation(Known{}));
  const std::vector bad{ip("10.0.0.1")};
  EXPECT_THAT(std::get<Unavailable>(admit(Known{set_of({"10.0.0.2"})}, bad, Family::ipv4, {}).observation).why.message,
              HasSubstr("10.0.0.1"));
}

TEST(Admission, unavailable_and_known_none_go_through_untouched) {
  const Observation down = Unavailable{Error{.reason = Reason::timeout, .message = "no answer"}};
  EXPECT_EQ(admit(down, Family::ipv4, {}).observation, down);
  const Observation none = Known{};
  EXPECT_EQ(admit(none, Family::ipv4, {}).observation, none);
  EXPECT_THAT(admit(none, Family::ipv4, {}).rejected, IsEmpty());
}

TEST(Admission, rejection_words_are_unique_and_complete) {
  std::set<std::string_view> words;
  for (const Rejection rejection : all_rejections()) words.insert(to_string(rejection));
  EXPECT_EQ(words, (std::set<std::string_view>{"not_public", "cgnat", "wrong_family", "cdn", "denied", "not_allowed",
                                               "malformed", "quorum"}));
}

}  // namespace
}  // namespace ddns::plan
