#include "ddns/plan/normalise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builders.h"
#include "ddns/plan/verify_mode.h"

namespace ddns::plan {
namespace {

using namespace test;
using testing::HasSubstr;

DesiredSet home(Attributes attributes = {}) { return want(a("home"), {"198.51.100.1"}, std::move(attributes)); }

Attributes normalised(Attributes wanted, const Capabilities& can) {
  const auto result = normalise(home(std::move(wanted)), can);
  EXPECT_TRUE(result) << result.error().message;
  return result ? result->attributes : Attributes{};
}

void expect_refused(const DesiredSet& set, const Capabilities& can, std::string_view part) {
  const auto result = normalise(set, can);
  ASSERT_FALSE(result) << part;
  EXPECT_EQ(result.error().reason, Reason::config);
  EXPECT_THAT(result.error().message, HasSubstr(part));
  EXPECT_THAT(result.error().message, HasSubstr(set.key.to_string()));
}

TEST(Normalise, what_fits_stays_as_it_is) { EXPECT_EQ(normalise(home(ttl(300)), {}), home(ttl(300))); }

TEST(Normalise, ttl_is_clamped_to_the_limits) {
  const Capabilities can{.min_ttl = std::chrono::seconds{60}, .max_ttl = std::chrono::seconds{3600}};
  EXPECT_EQ(normalised(ttl(30), can), ttl(60));
  EXPECT_EQ(normalised(ttl(60), can), ttl(60));
  EXPECT_EQ(normalised(ttl(3601), can), ttl(3600));
  EXPECT_EQ(normalised(ttl(0), can), ttl(60));
  EXPECT_EQ(normalised({}, can), Attributes{});
}

TEST(Normalise, clamped_ttl_makes_no_endless_update) {
  const Capabilities can{.min_ttl = std::chrono::seconds{600}};
  const auto wanted = normalise(home(ttl(60)), can).value();
  EXPECT_TRUE(make_plan({wanted}, state({record(a("home"), "198.51.100.1", "r1", ttl(600))})).changes.empty());
}

TEST(Normalise, ttl_of_one_stays_where_it_means_automatic) {
  EXPECT_EQ(normalised(ttl(1), {.min_ttl = std::chrono::seconds{60}, .automatic_ttl = true}), ttl(1));
  EXPECT_EQ(normalised(ttl(1), {.min_ttl = std::chrono::seconds{60}}), ttl(60));
}

TEST(Normalise, ttl_of_a_record_wanted_proxied_is_the_services) {
  Attributes wanted = ttl(300);
  wanted.proxied = true;
  EXPECT_EQ(normalised(wanted, {.proxied = true}), Attributes{.proxied = true});
  wanted.proxied = false;
  EXPECT_EQ(normalised(wanted, {.proxied = true}), wanted);
}

TEST(Normalise, unsupported_attributes_are_refused_by_name) {
  expect_refused(home({.proxied = true}), {}, "`proxied`");
  expect_refused(home({.comment = "hello"}), {}, "`comment`");
  expect_refused(want(a("home", "telecom"), {"198.51.100.1"}), {}, "`line`");
}

TEST(Normalise, supported_attributes_pass) {
  const Capabilities can{.proxied = true, .comments = true, .lines = true};
  const DesiredSet wish = want(a("home", "telecom"), {"198.51.100.1"}, {.proxied = true, .comment = "hello"});
  EXPECT_EQ(normalise(wish, can), wish);
}

TEST(Normalise, extra_names_that_the_service_never_tells_are_refused) {
  const Capabilities weighs{.extra = std::vector<std::string>{"Weight"}};
  expect_refused(home({.extra = {{"Weight", "1"}}}), {}, "no attribute `Weight`; remove it");
  expect_refused(home({.extra = {{"Wieght", "1"}}}), weighs, "no attribute `Wieght`; did you mean `Weight`?");
  expect_refused(home({.extra = {{"Colour", "red"}, {"Weight", "1"}}}), weighs, "`Colour`");
  const Attributes wanted{.extra = {{"Weight", "1"}}};
  EXPECT_EQ(normalised(wanted, weighs), wanted);
  EXPECT_EQ(normalised({.extra = {{"Colour", "red"}}}, {.extra = std::nullopt}),
            (Attributes{.extra = {{"Colour", "red"}}}))
      << "a service that takes any";
}

TEST(Normalise, wishes_that_are_met_anyway_are_dropped) {
  EXPECT_EQ(normalised({.proxied = false, .comment = ""}, {}), Attributes{});
  const Attributes kept{.proxied = false, .comment = ""};
  EXPECT_EQ(normalised(kept, {.proxied = true, .comments = true}), kept);
}

TEST(Normalise, what_the_service_cannot_hold_is_refused) {
  expect_refused(home(), {.ipv4 = false}, "no IPv4");
  expect_refused(want(aaaa("home"), {"2001:db8::1"}), {.ipv6 = false}, "no IPv6");
  const DesiredSet two = want(a("home"), {"198.51.100.1", "198.51.100.2"});
  expect_refused(two, {.many_values = false}, "one address");
  expect_refused(two, {.grain = Grain::host}, "one address");
  const DesiredSet shared = want(a("home"), {"198.51.100.1"}, {}, true);
  expect_refused(shared, {.many_values = false}, "`shared`");
  expect_refused(shared, {.can_read = false}, "`shared`");
  expect_refused(want(a("home"), {}), {.grain = Grain::host}, "cannot remove");
  expect_refused(want(aaaa("home"), {"198.51.100.1"}), {}, "family");
}

TEST(Normalise, is_idempotent) {
  const Capabilities can{.min_ttl = std::chrono::seconds{60}, .proxied = true};
  const auto once = normalise(home({.ttl = std::chrono::seconds{5}, .proxied = false, .comment = ""}), can).value();
  EXPECT_EQ(normalise(once, can), once);
}

// ---- verify_mode -----------------------------------------------------------------------------------------------

TEST(VerifyMode, plain_record_is_proved_as_the_service_allows) {
  EXPECT_EQ(verify_mode({}, a("home"), {}), Verification::authoritative);
  EXPECT_EQ(verify_mode({.verification = Verification::read_back}, a("home"), {}), Verification::read_back);
  EXPECT_EQ(verify_mode({.verification = Verification::remembered}, a("home"), {}), Verification::remembered);
}

TEST(VerifyMode, proxied_record_is_read_back_since_it_answers_with_the_proxys_addresses) {
  EXPECT_EQ(verify_mode({.proxied = true}, a("home"), {.proxied = true}), Verification::read_back);
  EXPECT_EQ(verify_mode({.proxied = true}, a("home"), {.proxied = false}), Verification::authoritative);
}

TEST(VerifyMode, line_is_read_back_since_the_answer_depends_on_who_asks) {
  EXPECT_EQ(verify_mode({.lines = true}, a("home", "telecom"), {}), Verification::read_back);
}

TEST(VerifyMode, what_cannot_be_read_is_asked_at_the_name_servers_or_remembered) {
  EXPECT_EQ(verify_mode({.can_read = false}, a("home"), {}), Verification::authoritative);
  EXPECT_EQ(verify_mode({.can_read = false}, a("home", "telecom"), {}), Verification::remembered);
  EXPECT_EQ(verify_mode({.can_read = false, .verification = Verification::read_back}, a("home"), {}),
            Verification::remembered);
  EXPECT_EQ(verify_mode({.verification = Verification::remembered}, a("home"), {.proxied = true}),
            Verification::remembered);
}

TEST(VerifyMode, words_are_stable) {
  EXPECT_EQ(to_string(Verification::authoritative), "authoritative");
  EXPECT_EQ(to_string(Verification::read_back), "read_back");
  EXPECT_EQ(to_string(Verification::remembered), "remembered");
}

}  // namespace
}  // namespace ddns::plan
