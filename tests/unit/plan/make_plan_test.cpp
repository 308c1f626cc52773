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

/// The only change of a plan that must have exactly one.
Change only_change(const Plan& plan) {
  EXPECT_THAT(plan.changes, SizeIs(1));
  return plan.changes.empty() ? Change{} : plan.changes.front();
}

TEST(MakePlan, nothing_wanted_gives_an_empty_plan_whatever_stands) {
  const Plan plan = make_plan({}, state({record(a("www"), "198.51.100.1")}));
  EXPECT_EQ(plan, (Plan{.zone = zone()}));
}

TEST(MakePlan, missing_record_is_a_change) {
  const Change change = only_change(make_plan({want(a("home"), {"198.51.100.1"}, ttl(300))}, state({})));
  EXPECT_EQ(change.why, Why::missing);
  EXPECT_EQ(change.key, a("home"));
  EXPECT_THAT(change.before, IsEmpty());
  EXPECT_EQ(change.after, set_of({"198.51.100.1"}));
  EXPECT_EQ(change.attributes, ttl(300));
}

TEST(MakePlan, right_record_is_kept) {
  const Plan plan = make_plan({want(a("home"), {"198.51.100.1"})}, state({record(a("home"), "198.51.100.1")}));
  EXPECT_THAT(plan.changes, IsEmpty());
  EXPECT_THAT(plan.kept, ElementsAre(Kept{a("home"), set_of({"198.51.100.1"})}));
}

TEST(MakePlan, wrong_address_names_what_stood_there) {
  const RemoteRecord old = record(a("home"), "198.51.100.9", "r7", ttl(60));
  const Change change = only_change(make_plan({want(a("home"), {"198.51.100.1"})}, state({old})));
  EXPECT_EQ(change.why, Why::wrong_address);
  EXPECT_THAT(change.before, ElementsAre(old));
  EXPECT_EQ(change.current, ttl(60));
  EXPECT_EQ(change.attributes, Attributes{}) << "what the user did not set is not wanted";
}

TEST(MakePlan, one_value_of_two_missing_is_missing_not_wrong) {
  const Change change = only_change(
      make_plan({want(a("home"), {"198.51.100.1", "198.51.100.2"})}, state({record(a("home"), "198.51.100.1")})));
  EXPECT_EQ(change.why, Why::missing);
}

TEST(MakePlan, value_too_many_is_surplus) {
  const Change change =
      only_change(make_plan({want(a("home"), {"198.51.100.1"})},
                            state({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.2", "r2")})));
  EXPECT_EQ(change.why, Why::surplus);
  EXPECT_THAT(change.before, SizeIs(2));
}

TEST(MakePlan, wanted_none_clears_and_none_of_none_is_kept) {
  EXPECT_EQ(only_change(make_plan({want(a("home"), {})}, state({record(a("home"), "198.51.100.1")}))).why,
            Why::cleared);
  const Plan nothing = make_plan({want(a("home"), {})}, state({}));
  EXPECT_THAT(nothing.changes, IsEmpty());
  EXPECT_THAT(nothing.kept, ElementsAre(Kept{a("home"), {}}));
}

TEST(MakePlan, unknown_state_changes_everything_and_says_so) {
  const Plan plan = make_plan({want(a("home"), {"198.51.100.1"}), want(a("www"), {})}, state({}, Knowledge::unknown));
  ASSERT_THAT(plan.changes, SizeIs(2));
  EXPECT_EQ(plan.changes[0].why, Why::unknown_state);
  EXPECT_EQ(plan.changes[1].why, Why::unknown_state);
}

TEST(MakePlan, remembered_state_is_compared_like_a_read_one) {
  const auto remembered = state({record(a("home"), "198.51.100.1")}, Knowledge::remembered);
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.1"})}, remembered).changes, IsEmpty());
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.2"})}, remembered).changes, SizeIs(1));
}

TEST(MakePlan, family_and_line_tell_sets_of_one_name_apart) {
  const Plan plan = make_plan({want(a("home"), {"198.51.100.1"}), want(a("home", "telecom"), {"198.51.100.2"}),
                               want(aaaa("home"), {"2001:db8::1"})},
                              state({record(a("home"), "198.51.100.1"), record(aaaa("home"), "2001:db8::9")}));
  ASSERT_THAT(plan.changes, SizeIs(2));
  EXPECT_EQ(plan.changes[0].key, a("home", "telecom"));
  EXPECT_EQ(plan.changes[0].why, Why::missing);
  EXPECT_EQ(plan.changes[1].key, aaaa("home"));
}

TEST(MakePlan, is_ordered_by_key_whatever_the_input_order) {
  const std::vector<RemoteRecord> records = {record(a("c"), "198.51.100.3"), record(a("a"), "198.51.100.1"),
                                             record(a("b"), "198.51.100.9")};
  const Plan plan = make_plan({want(a("d"), {"198.51.100.4"}), want(a("b"), {"198.51.100.2"}),
                               want(a("c"), {"198.51.100.3"}), want(a("a"), {"198.51.100.1"})},
                              state(records));
  ASSERT_THAT(plan.changes, SizeIs(2));
  EXPECT_EQ(plan.changes[0].key, a("b"));
  EXPECT_EQ(plan.changes[1].key, a("d"));
  ASSERT_THAT(plan.kept, SizeIs(2));
  EXPECT_EQ(plan.kept[0].key, a("a"));
  EXPECT_EQ(plan.kept[1].key, a("c"));
}

TEST(MakePlan, set_wanted_twice_is_refused_once) {
  const Plan plan = make_plan({want(a("home"), {"198.51.100.1"}), want(a("home"), {"198.51.100.2"})}, state({}));
  EXPECT_THAT(plan.changes, SizeIs(1));
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_EQ(plan.refused[0].error.reason, Reason::config);
  EXPECT_THAT(plan.refused[0].error.message, HasSubstr("home.example.com A"));
}

// ---- attributes ------------------------------------------------------------------------------------------------

TEST(MakePlanAttributes, set_attributes_that_differ_make_a_change) {
  const std::vector<std::pair<Attributes, Attributes>> cases = {
      {ttl(60), ttl(300)},
      {{.proxied = false}, {.proxied = true}},
      {{.proxied = true}, {.proxied = false}},
      {{}, {.proxied = true}},
      {{.comment = "old"}, {.comment = "new"}},
      {{}, {.comment = "new"}},
      {{.comment = "old"}, {.comment = ""}},
      {{.extra = {{"weight", "1"}}}, {.extra = {{"weight", "2"}}}},
      {{}, {.extra = {{"weight", "2"}}}},
  };
  for (const auto& [actual, wanted] : cases) {
    const Plan plan = make_plan({want(a("home"), {"198.51.100.1"}, wanted)},
                                state({record(a("home"), "198.51.100.1", "r1", actual)}));
    EXPECT_EQ(only_change(plan).why, Why::wrong_attributes);
    EXPECT_EQ(only_change(plan).attributes, wanted);
  }
}

TEST(MakePlanAttributes, attributes_the_user_did_not_set_never_make_a_change) {
  const Attributes set_by_hand{
      .ttl = std::chrono::seconds{77}, .proxied = true, .comment = "mine", .extra = {{"tag", "x"}}};
  EXPECT_THAT(
      make_plan({want(a("home"), {"198.51.100.1"})}, state({record(a("home"), "198.51.100.1", "r1", set_by_hand)}))
          .changes,
      IsEmpty());
}

TEST(MakePlanAttributes, absent_equals_the_empty_value) {
  const Attributes wanted{.proxied = false, .comment = "", .extra = {{"tag", ""}}};
  EXPECT_THAT(
      make_plan({want(a("home"), {"198.51.100.1"}, wanted)}, state({record(a("home"), "198.51.100.1")})).changes,
      IsEmpty());
}

TEST(MakePlanAttributes, ttl_that_the_service_does_not_tell_is_not_mended_for_ever) {
  EXPECT_THAT(
      make_plan({want(a("home"), {"198.51.100.1"}, ttl(300))}, state({record(a("home"), "198.51.100.1")})).changes,
      IsEmpty());
}

TEST(MakePlanAttributes, ttl_of_a_proxied_record_is_not_fought) {
  const Attributes proxied{.ttl = std::chrono::seconds{1}, .proxied = true};
  const auto stands = state({record(a("home"), "198.51.100.1", "r1", proxied)});
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.1"}, ttl(300))}, stands).changes, IsEmpty());
  Attributes both = ttl(300);
  both.proxied = true;
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.1"}, both)}, stands).changes, IsEmpty());
  both.proxied = false;
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.1"}, both)}, stands).changes, SizeIs(1));
}

// ---- duplicates and shared sets --------------------------------------------------------------------------------

TEST(MakePlanDuplicates, second_record_of_a_right_value_is_surplus) {
  const auto stands = state({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.1", "r2")});
  EXPECT_EQ(only_change(make_plan({want(a("home"), {"198.51.100.1"})}, stands)).why, Why::surplus);
}

TEST(MakePlanDuplicates, one_right_among_duplicates_leaves_only_the_surplus) {
  const auto stands =
      state({record(a("home"), "198.51.100.1", "r1", ttl(60)), record(a("home"), "198.51.100.1", "r2", ttl(300))});
  EXPECT_EQ(only_change(make_plan({want(a("home"), {"198.51.100.1"}, ttl(300))}, stands)).why, Why::surplus);
}

TEST(MakePlanShared, foreign_values_stay_out_of_before_and_after) {
  const auto stands =
      state({foreign(a("pool"), "198.51.100.50", "f1", ttl(120)), record(a("pool"), "198.51.100.9", "r1")});
  const Change change = only_change(make_plan({want(a("pool"), {"198.51.100.1"}, {}, true)}, stands));
  EXPECT_EQ(change.why, Why::wrong_address);
  EXPECT_THAT(change.before, ElementsAre(record(a("pool"), "198.51.100.9", "r1")));
  EXPECT_EQ(change.foreign, set_of({"198.51.100.50"}));
  EXPECT_EQ(change.after, set_of({"198.51.100.1"}));
}

TEST(MakePlanShared, foreign_value_that_is_the_wanted_one_is_neither_doubled_nor_mended) {
  const auto stands = state({foreign(a("pool"), "198.51.100.1", "f1", ttl(60))});
  const Plan plan = make_plan({want(a("pool"), {"198.51.100.1"}, ttl(300), true)}, stands);
  EXPECT_THAT(plan.changes, IsEmpty());
  EXPECT_THAT(plan.kept, SizeIs(1));
}

TEST(MakePlanShared, clearing_takes_our_values_only) {
  const auto stands = state({foreign(a("pool"), "198.51.100.50"), record(a("pool"), "198.51.100.1")});
  const Change change = only_change(make_plan({want(a("pool"), {}, {}, true)}, stands));
  EXPECT_EQ(change.why, Why::cleared);
  EXPECT_THAT(change.before, SizeIs(1));
  EXPECT_EQ(change.foreign, set_of({"198.51.100.50"}));
  EXPECT_THAT(make_plan({want(a("pool"), {}, {}, true)}, state({foreign(a("pool"), "198.51.100.50")})).changes,
              IsEmpty());
}

TEST(MakePlanShared, duplicates_of_foreign_values_are_not_ours_to_remove) {
  const auto stands = state({foreign(a("pool"), "198.51.100.50", "f1"), foreign(a("pool"), "198.51.100.50", "f2"),
                             record(a("pool"), "198.51.100.1")});
  EXPECT_THAT(make_plan({want(a("pool"), {"198.51.100.1"}, {}, true)}, stands).changes, IsEmpty());
}

TEST(MakePlanShared, current_attributes_come_from_foreign_values_when_we_have_none) {
  const auto stands = state({foreign(a("pool"), "198.51.100.50", "f1", ttl(3600))});
  EXPECT_EQ(only_change(make_plan({want(a("pool"), {"198.51.100.1"}, {}, true)}, stands)).current, ttl(3600));
}

TEST(MakePlanShared, current_attributes_are_ours_before_foreign_ones) {
  const auto stands =
      state({foreign(a("pool"), "198.51.100.50", "f1", ttl(3600)), record(a("pool"), "198.51.100.9", "r1", ttl(60))});
  EXPECT_EQ(only_change(make_plan({want(a("pool"), {"198.51.100.1"}, {}, true)}, stands)).current, ttl(60));
}

TEST(MakePlan, foreign_value_in_a_set_that_is_not_shared_is_ours_to_change) {
  const Change change =
      only_change(make_plan({want(a("home"), {"198.51.100.1"})}, state({foreign(a("home"), "198.51.100.9", "f1")})));
  EXPECT_THAT(change.before, SizeIs(1));
  EXPECT_THAT(change.foreign, IsEmpty());
}

// ---- obstacles -------------------------------------------------------------------------------------------------

TEST(MakePlanObstacles, refuse_their_set_by_name_while_others_go_on) {
  ZoneState stands = state({});
  stands.obstacles = {{a("www"), "a CNAME to example.net. stands at this name"}};
  const Plan plan = make_plan({want(a("www"), {"198.51.100.1"}), want(a("home"), {"198.51.100.1"})}, stands);
  EXPECT_EQ(only_change(plan).key, a("home"));
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_EQ(plan.refused[0].key, a("www"));
  EXPECT_EQ(plan.refused[0].error.reason, Reason::conflict);
  EXPECT_THAT(plan.refused[0].error.message, HasSubstr("www.example.com A"));
  EXPECT_THAT(plan.refused[0].error.message, HasSubstr("a CNAME to example.net."));
}

TEST(MakePlanObstacles, locked_record_that_is_right_is_no_trouble) {
  ZoneState stands = state({record(a("home"), "198.51.100.1")});
  stands.obstacles = {{a("home"), "the record is locked"}};
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.1"})}, stands).refused, IsEmpty());
  EXPECT_THAT(make_plan({want(a("home"), {"198.51.100.2"})}, stands).refused, SizeIs(1));
}

TEST(MakePlanObstacles, several_are_all_named) {
  ZoneState stands = state({});
  stands.obstacles = {{a("home"), "first thing"}, {a("home"), "second thing"}};
  const Plan plan = make_plan({want(a("home"), {"198.51.100.1"})}, stands);
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_THAT(plan.refused[0].error.message, HasSubstr("first thing; second thing"));
}

}  // namespace
}  // namespace ddns::plan
