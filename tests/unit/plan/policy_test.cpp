#include "builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ddns::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// missing a, wrong b, cleared c, surplus d.
Plan mixed_plan() {
  return make_plan({want(a("a"), {"198.51.100.1"}), want(a("b"), {"198.51.100.1"}), want(a("c"), {}),
                    want(a("d"), {"198.51.100.1"})},
                   state({record(a("b"), "198.51.100.9"), record(a("c"), "198.51.100.9"),
                          record(a("d"), "198.51.100.1", "d1"), record(a("d"), "198.51.100.9", "d2")}));
}

std::vector<RecordKey> changed(const Plan& plan) {
  std::vector<RecordKey> keys;
  for (const Change& change : plan.changes) keys.push_back(change.key);
  return keys;
}

std::vector<RecordKey> refused(const Plan& plan) {
  std::vector<RecordKey> keys;
  for (const Refused& one : plan.refused) keys.push_back(one.key);
  return keys;
}

TEST(Policy, sync_allows_everything) { EXPECT_EQ(restrict_to(Policy::sync, mixed_plan()), mixed_plan()); }

TEST(Policy, upsert_only_refuses_what_only_removes) {
  const Plan plan = restrict_to(Policy::upsert_only, mixed_plan());
  EXPECT_THAT(changed(plan), ElementsAre(a("a"), a("b")));
  EXPECT_THAT(refused(plan), ElementsAre(a("c"), a("d")));
  EXPECT_EQ(plan.refused[0].error.reason, Reason::config);
  EXPECT_THAT(plan.refused[0].error.message, HasSubstr("c.example.com A"));
}

TEST(Policy, upsert_only_replaces_as_many_values_as_it_has_and_leaves_the_rest) {
  const Plan plan =
      restrict_to(Policy::upsert_only,
                  make_plan({want(a("home"), {"198.51.100.1"})},
                            state({record(a("home"), "198.51.100.8", "r8"), record(a("home"), "198.51.100.9", "r9")})));
  ASSERT_THAT(plan.changes, SizeIs(1));
  EXPECT_EQ(plan.changes[0].after, set_of({"198.51.100.1", "198.51.100.9"}));
  const auto units = lower(plan, {.grain = Grain::record});
  ASSERT_THAT(units, SizeIs(1));
  EXPECT_EQ(verb_of(units[0].operations.at(0)), "update");
}

TEST(Policy, upsert_only_may_remove_a_duplicate_since_its_value_stays) {
  const Plan plan =
      restrict_to(Policy::upsert_only,
                  make_plan({want(a("home"), {"198.51.100.1"})},
                            state({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.1", "r2")})));
  EXPECT_THAT(plan.changes, SizeIs(1));
  EXPECT_THAT(plan.refused, IsEmpty());
}

TEST(Policy, create_only_never_touches_what_exists) {
  const Plan plan = restrict_to(Policy::create_only, mixed_plan());
  EXPECT_THAT(changed(plan), ElementsAre(a("a")));
  EXPECT_THAT(refused(plan), ElementsAre(a("b"), a("c"), a("d")));
}

TEST(Policy, unknown_state_is_written_by_upsert_only_and_refused_by_create_only) {
  const Plan unknown = make_plan({want(a("a"), {"198.51.100.1"}), want(a("b"), {})}, state({}, Knowledge::unknown));
  EXPECT_THAT(changed(restrict_to(Policy::upsert_only, unknown)), ElementsAre(a("a")));
  EXPECT_THAT(changed(restrict_to(Policy::create_only, unknown)), IsEmpty());
  EXPECT_THAT(refused(restrict_to(Policy::create_only, unknown)), SizeIs(2));
}

TEST(Policy, refusals_of_the_planner_and_of_the_policy_are_ordered_together) {
  ZoneState stands = state({record(a("a"), "198.51.100.9")});
  stands.obstacles = {{a("b"), "a CNAME"}};
  const Plan plan = restrict_to(Policy::create_only,
                                make_plan({want(a("a"), {"198.51.100.1"}), want(a("b"), {"198.51.100.1"})}, stands));
  EXPECT_THAT(refused(plan), ElementsAre(a("a"), a("b")));
}

TEST(TooMuch, counts_changes_at_the_border) {
  EXPECT_EQ(too_much(mixed_plan(), {.max_changes = 4}), std::nullopt);
  const auto error = too_much(mixed_plan(), {.max_changes = 3});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, Reason::config);
  EXPECT_THAT(error->message, HasSubstr("4 record sets would be changed"));
  EXPECT_THAT(error->message, HasSubstr("example.com"));
}

TEST(TooMuch, counts_sets_that_would_vanish_not_values_nor_shared_sets) {
  EXPECT_EQ(too_much(mixed_plan(), {.max_deletes = 1}), std::nullopt);
  EXPECT_TRUE(too_much(mixed_plan(), {.max_deletes = 0}));
  const Plan shared = make_plan({want(a("pool"), {}, {}, true)},
                                state({foreign(a("pool"), "198.51.100.50"), record(a("pool"), "198.51.100.1")}));
  EXPECT_EQ(too_much(shared, {.max_deletes = 0}), std::nullopt);
}

TEST(TooMuch, kept_and_refused_sets_do_not_count) {
  ZoneState stands = state({record(a("a"), "198.51.100.1")});
  stands.obstacles = {{a("b"), "a CNAME"}};
  const Plan plan = make_plan({want(a("a"), {"198.51.100.1"}), want(a("b"), {"198.51.100.1"})}, stands);
  EXPECT_EQ(too_much(plan, {.max_changes = 0, .max_deletes = 0}), std::nullopt);
}

TEST(PlanText, has_one_line_per_change_and_refusal) {
  ZoneState stands = state({record(a("b"), "198.51.100.9", "r1", ttl(60)), record(a("c"), "198.51.100.9"),
                            record(a("d"), "198.51.100.1", "r2", ttl(60)), record(a("k"), "198.51.100.1"),
                            foreign(a("p"), "198.51.100.50")});
  stands.obstacles = {{a("x"), "a CNAME to example.net. stands at this name"}};
  const Attributes wanted{.ttl = std::chrono::seconds{300}, .proxied = true, .comment = "by us"};
  const Plan plan =
      make_plan({want(a("a"), {"198.51.100.1", "198.51.100.2"}, ttl(300)), want(a("b"), {"198.51.100.1"}, ttl(60)),
                 want(a("c"), {}), want(a("d"), {"198.51.100.1"}, wanted), want(a("k"), {"198.51.100.1"}),
                 want(a("p"), {"198.51.100.1"}, {}, true), want(a("x"), {"198.51.100.1"})},
                stands);
  EXPECT_EQ(
      to_text(plan),
      "zone example.com: 5 to change, 1 right, 1 refused\n"
      "+ a.example.com A 198.51.100.1, 198.51.100.2, ttl 300 (missing)\n"
      "~ b.example.com A 198.51.100.9 -> 198.51.100.1 (wrong address)\n"
      "- c.example.com A 198.51.100.9 (cleared)\n"
      "~ d.example.com A 198.51.100.1, ttl 60 -> 300, proxied yes, comment \"by us\" (wrong attributes)\n"
      "+ p.example.com A 198.51.100.1, beside 198.51.100.50 (missing)\n"
      "! x.example.com A: x.example.com A cannot be set: a CNAME to example.net. stands at this name; remove what is "
      "in the way, or take the record out of the configuration");
}

TEST(PlanText, why_words_are_stable) {
  EXPECT_EQ(to_string(Why::missing), "missing");
  EXPECT_EQ(to_string(Why::wrong_address), "wrong_address");
  EXPECT_EQ(to_string(Why::wrong_attributes), "wrong_attributes");
  EXPECT_EQ(to_string(Why::surplus), "surplus");
  EXPECT_EQ(to_string(Why::cleared), "cleared");
  EXPECT_EQ(to_string(Why::unknown_state), "unknown_state");
}

}  // namespace
}  // namespace ddns::plan
