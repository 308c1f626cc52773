#include "builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ddns::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Operation> operations_of(const std::vector<Unit>& units) {
  std::vector<Operation> all;
  for (const Unit& unit : units) all.insert(all.end(), unit.operations.begin(), unit.operations.end());
  return all;
}

std::vector<std::string> verbs_of(const std::vector<Unit>& units) {
  std::vector<std::string> verbs;
  for (const Operation& operation : operations_of(units)) verbs.emplace_back(verb_of(operation));
  return verbs;
}

std::vector<Unit> lowered(const std::vector<DesiredSet>& desired, const ZoneState& actual, const Capabilities& can) {
  return lower(make_plan(desired, actual), can);
}

constexpr Capabilities record_grain{.grain = Grain::record};
constexpr Capabilities rrset_grain{.grain = Grain::rrset};
constexpr Capabilities host_grain{.grain = Grain::host, .can_read = false, .many_values = false};

// ---- record grain ----------------------------------------------------------------------------------------------

TEST(LowerRecords, wrong_value_is_updated_in_place) {
  const RemoteRecord old = record(a("home"), "198.51.100.9", "r7", ttl(60));
  const auto units = lowered({want(a("home"), {"198.51.100.1"})}, state({old}), record_grain);
  EXPECT_THAT(operations_of(units), ElementsAre(Operation(UpdateRecord{old, ip("198.51.100.1"), {}})));
  EXPECT_EQ(units.at(0).zone, zone());
  EXPECT_EQ(units.at(0).phase, 0U);
}

TEST(LowerRecords, keeps_what_satisfies_then_updates_then_creates) {
  const auto stands = state({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.9", "r9")});
  const auto units = lowered({want(a("home"), {"198.51.100.1", "198.51.100.2", "198.51.100.3"})}, stands, record_grain);
  EXPECT_THAT(operations_of(units),
              ElementsAre(Operation(UpdateRecord{record(a("home"), "198.51.100.9", "r9"), ip("198.51.100.2"), {}}),
                          Operation(CreateRecord{a("home"), ip("198.51.100.3"), {}})));
}

TEST(LowerRecords, deletes_come_after_all_writes_of_the_zone) {
  const auto stands = state({record(a("a"), "198.51.100.1", "r1"), record(a("a"), "198.51.100.2", "r2"),
                             record(a("b"), "198.51.100.9", "r3")});
  const auto units = lowered({want(a("a"), {"198.51.100.1"}), want(a("b"), {"198.51.100.3"})}, stands, record_grain);
  EXPECT_THAT(verbs_of(units), ElementsAre("update", "delete"));
  EXPECT_EQ(units.at(0).phase, 0U);
  EXPECT_EQ(units.at(1).phase, 1U);
}

TEST(LowerRecords, duplicate_is_deleted_and_the_one_with_right_attributes_stays) {
  const RemoteRecord wrong_ttl = record(a("home"), "198.51.100.1", "r1", ttl(60));
  const RemoteRecord right = record(a("home"), "198.51.100.1", "r2", ttl(300));
  const auto units = lowered({want(a("home"), {"198.51.100.1"}, ttl(300))}, state({wrong_ttl, right}), record_grain);
  EXPECT_THAT(operations_of(units), ElementsAre(Operation(DeleteRecord{wrong_ttl})));
}

TEST(LowerRecords, duplicate_is_reused_before_anything_is_created) {
  const auto stands = state({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.1", "r2")});
  const auto units = lowered({want(a("home"), {"198.51.100.1", "198.51.100.2"})}, stands, record_grain);
  EXPECT_THAT(operations_of(units),
              ElementsAre(Operation(UpdateRecord{record(a("home"), "198.51.100.1", "r2"), ip("198.51.100.2"), {}})));
}

TEST(LowerRecords, attribute_change_keeps_the_address) {
  const RemoteRecord old =
      record(a("home"), "198.51.100.1", "r1", {.ttl = std::chrono::seconds{60}, .comment = "mine"});
  const auto units = lowered({want(a("home"), {"198.51.100.1"}, ttl(300))}, state({old}), record_grain);
  EXPECT_THAT(operations_of(units), ElementsAre(Operation(UpdateRecord{old, ip("198.51.100.1"), ttl(300)})));
}

TEST(LowerRecords, new_value_joins_with_the_ttl_and_proxying_of_its_set) {
  const Attributes by_hand{.ttl = std::chrono::seconds{77}, .proxied = true, .comment = "only for that one"};
  const auto units = lowered({want(a("home"), {"198.51.100.1", "198.51.100.2"})},
                             state({record(a("home"), "198.51.100.1", "r1", by_hand)}), record_grain);
  const Attributes joined{.ttl = std::chrono::seconds{77}, .proxied = true};
  EXPECT_THAT(operations_of(units), ElementsAre(Operation(CreateRecord{a("home"), ip("198.51.100.2"), joined})));
}

TEST(LowerRecords, default_ttl_is_for_new_records_without_one) {
  Capabilities can = record_grain;
  can.default_ttl = std::chrono::seconds{600};
  EXPECT_THAT(operations_of(lowered({want(a("home"), {"198.51.100.1"})}, state({}), can)),
              ElementsAre(Operation(CreateRecord{a("home"), ip("198.51.100.1"), ttl(600)})));
  EXPECT_THAT(operations_of(lowered({want(a("home"), {"198.51.100.1"}, ttl(60))}, state({}), can)),
              ElementsAre(Operation(CreateRecord{a("home"), ip("198.51.100.1"), ttl(60)})));
}

TEST(LowerRecords, unknown_state_writes_nothing_where_reading_is_possible) {
  const auto unknown = state({}, Knowledge::unknown);
  EXPECT_THAT(lowered({want(a("home"), {"198.51.100.1"})}, unknown, record_grain), IsEmpty());
  Capabilities blind = record_grain;
  blind.can_read = false;
  EXPECT_THAT(verbs_of(lowered({want(a("home"), {"198.51.100.1"})}, unknown, blind)), ElementsAre("create"));
}

TEST(LowerRecords, shared_set_touches_only_what_we_wrote) {
  const auto stands = state({foreign(a("pool"), "198.51.100.50", "f1"), record(a("pool"), "198.51.100.9", "r1")});
  EXPECT_THAT(operations_of(lowered({want(a("pool"), {}, {}, true)}, stands, record_grain)),
              ElementsAre(Operation(DeleteRecord{record(a("pool"), "198.51.100.9", "r1")})));
  EXPECT_THAT(operations_of(lowered({want(a("pool"), {"198.51.100.50"}, {}, true)}, stands, record_grain)),
              ElementsAre(Operation(DeleteRecord{record(a("pool"), "198.51.100.9", "r1")})));
}

// ---- RRset grain -----------------------------------------------------------------------------------------------

TEST(LowerSets, replaces_the_whole_set_and_tells_what_was_read) {
  const auto stands =
      state({record(a("home"), "198.51.100.1", "", ttl(60)), record(a("home"), "198.51.100.9", "", ttl(60))});
  const auto units = lowered({want(a("home"), {"198.51.100.1", "198.51.100.2"})}, stands, rrset_grain);
  const ReplaceSet expected{.key = a("home"),
                            .before = set_of({"198.51.100.1", "198.51.100.9"}),
                            .after = set_of({"198.51.100.1", "198.51.100.2"}),
                            .current = ttl(60)};
  EXPECT_THAT(operations_of(units), ElementsAre(Operation(expected)));
}

TEST(LowerSets, foreign_values_of_a_shared_set_are_in_both) {
  const auto stands =
      state({foreign(a("pool"), "198.51.100.50", "", ttl(3600)), record(a("pool"), "198.51.100.9", "")});
  const auto units = lowered({want(a("pool"), {"198.51.100.1"}, {}, true)}, stands, rrset_grain);
  const auto replace = std::get<ReplaceSet>(operations_of(units).at(0));
  EXPECT_EQ(replace.before, set_of({"198.51.100.50", "198.51.100.9"}));
  EXPECT_EQ(replace.after, set_of({"198.51.100.50", "198.51.100.1"}));
}

TEST(LowerSets, clearing_a_shared_set_keeps_the_foreign_values_and_is_no_delete) {
  const auto stands = state({foreign(a("pool"), "198.51.100.50", ""), record(a("pool"), "198.51.100.9", "")});
  const auto units = lowered({want(a("pool"), {}, {}, true)}, stands, rrset_grain);
  EXPECT_THAT(verbs_of(units), ElementsAre("replace"));
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(units).at(0)).after, set_of({"198.51.100.50"}));
}

TEST(LowerSets, clearing_is_a_delete_in_phase_one) {
  const auto units = lowered({want(a("home"), {})}, state({record(a("home"), "198.51.100.1", "")}), rrset_grain);
  EXPECT_THAT(verbs_of(units), ElementsAre("delete"));
  EXPECT_EQ(units.at(0).phase, 1U);
}

TEST(LowerSets, unknown_state_has_no_before) {
  const auto units = lowered({want(a("home"), {"198.51.100.1"})}, state({}, Knowledge::unknown), rrset_grain);
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(units).at(0)).before, std::nullopt);
}

TEST(LowerSets, known_missing_set_has_an_empty_before) {
  const auto units = lowered({want(a("home"), {"198.51.100.1"})}, state({}), rrset_grain);
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(units).at(0)).before, AddressSet{});
}

TEST(LowerSets, default_ttl_only_where_neither_wish_nor_set_has_one) {
  Capabilities can = rrset_grain;
  can.default_ttl = std::chrono::seconds{600};
  const auto fresh = lowered({want(a("home"), {"198.51.100.1"})}, state({}), can);
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(fresh).at(0)).attributes, ttl(600));
  const auto standing =
      lowered({want(a("home"), {"198.51.100.1"})}, state({record(a("home"), "198.51.100.9", "", ttl(60))}), can);
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(standing).at(0)).attributes, Attributes{});
  EXPECT_EQ(std::get<ReplaceSet>(operations_of(standing).at(0)).current, ttl(60));
}

// ---- host grain ------------------------------------------------------------------------------------------------

TEST(LowerHosts, families_of_one_name_ride_together_only_where_one_call_carries_both) {
  const std::vector<DesiredSet> both = {want(a("home"), {"198.51.100.1"}), want(aaaa("home"), {"2001:db8::1"})};
  const auto apart = lowered(both, state({}, Knowledge::unknown), host_grain);
  EXPECT_THAT(operations_of(apart),
              ElementsAre(Operation(UpdateHost{.name = a("home").name, .ipv4 = ip("198.51.100.1")}),
                          Operation(UpdateHost{.name = a("home").name, .ipv6 = ip("2001:db8::1")})));
  Capabilities can = host_grain;
  can.both_families_in_one = true;
  EXPECT_THAT(operations_of(lowered(both, state({}, Knowledge::unknown), can)),
              ElementsAre(Operation(
                  UpdateHost{.name = a("home").name, .ipv4 = ip("198.51.100.1"), .ipv6 = ip("2001:db8::1")})));
}

TEST(LowerHosts, family_that_is_right_is_left_alone) {
  Capabilities can = host_grain;
  can.both_families_in_one = true;
  const auto units = lowered(
      {want(a("home"), {"198.51.100.1"}), want(aaaa("home"), {"2001:db8::2"})},
      state({record(a("home"), "198.51.100.1", ""), record(aaaa("home"), "2001:db8::1", "")}, Knowledge::remembered),
      can);
  EXPECT_THAT(operations_of(units),
              ElementsAre(Operation(
                  UpdateHost{.name = a("home").name, .ipv6 = ip("2001:db8::2"), .old_ipv6 = ip("2001:db8::1")})));
}

TEST(LowerHosts, lines_are_joined_with_their_own_kind_and_other_names_stay_apart) {
  Capabilities can = host_grain;
  can.both_families_in_one = true;
  const auto units = lowered({want(a("home"), {"198.51.100.1"}), want(a("home", "x"), {"198.51.100.2"}),
                              want(aaaa("home", "x"), {"2001:db8::2"}), want(aaaa("home", "y"), {"2001:db8::3"}),
                              want(aaaa("office"), {"2001:db8::4"})},
                             state({}, Knowledge::unknown), can);
  const auto& home = a("home").name;
  EXPECT_THAT(operations_of(units),
              ElementsAre(Operation(UpdateHost{.name = home, .ipv4 = ip("198.51.100.1")}),
                          Operation(UpdateHost{
                              .name = home, .line = "x", .ipv4 = ip("198.51.100.2"), .ipv6 = ip("2001:db8::2")}),
                          Operation(UpdateHost{.name = home, .line = "y", .ipv6 = ip("2001:db8::3")}),
                          Operation(UpdateHost{.name = a("office").name, .ipv6 = ip("2001:db8::4")})));
}

TEST(LowerHosts, ipv6_only_line_before_an_ipv4_one_is_not_joined_with_it) {
  Capabilities can = host_grain;
  can.both_families_in_one = true;
  const auto units = lowered({want(a("home", "y"), {"198.51.100.1"}), want(aaaa("home", "x"), {"2001:db8::1"}),
                              want(aaaa("home", "y"), {"2001:db8::2"})},
                             state({}, Knowledge::unknown), can);
  const auto& home = a("home").name;
  EXPECT_THAT(operations_of(units),
              ElementsAre(Operation(UpdateHost{.name = home, .line = "x", .ipv6 = ip("2001:db8::1")}),
                          Operation(UpdateHost{
                              .name = home, .line = "y", .ipv4 = ip("198.51.100.1"), .ipv6 = ip("2001:db8::2")})));
}

TEST(LowerHosts, service_that_wants_a_ttl_gets_the_wanted_the_remembered_or_the_default_one) {
  const auto sent = [](const Attributes& wanted, const std::vector<RemoteRecord>& remembered, const Capabilities& can) {
    const auto units =
        lowered({want(a("home"), {"198.51.100.1"}, wanted)}, state(remembered, Knowledge::remembered), can);
    return std::get<UpdateHost>(operations_of(units).at(0)).attributes;
  };
  Capabilities can = host_grain;
  const auto remembered = record(a("home"), "198.51.100.9", "", ttl(60));
  EXPECT_EQ(sent({}, {remembered}, can), Attributes{}) << "nobody asked for a TTL";
  can.default_ttl = std::chrono::seconds{600};
  EXPECT_EQ(sent({}, {}, can), ttl(600));
  EXPECT_EQ(sent({}, {remembered}, can), ttl(60));
  EXPECT_EQ(sent(ttl(30), {remembered}, can), ttl(30));
}

TEST(LowerHosts, families_with_different_attributes_are_not_joined) {
  Capabilities can = host_grain;
  can.both_families_in_one = true;
  const auto units =
      lowered({want(a("home"), {"198.51.100.1"}, ttl(60)), want(aaaa("home"), {"2001:db8::1"}, ttl(300))},
              state({}, Knowledge::unknown), can);
  EXPECT_THAT(operations_of(units), SizeIs(2));
}

TEST(LowerHosts, clearing_cannot_be_said_and_says_nothing) {
  EXPECT_THAT(lowered({want(a("home"), {})}, state({record(a("home"), "198.51.100.1", "")}), host_grain), IsEmpty());
}

// ---- units -----------------------------------------------------------------------------------------------------

std::vector<DesiredSet> many(int count) {
  std::vector<DesiredSet> desired;
  for (int i = 0; i < count; ++i) desired.push_back(want(a("h" + std::to_string(i)), {"198.51.100.1"}));
  return desired;
}

TEST(Units, hold_no_more_than_a_batch) {
  Capabilities can = record_grain;
  can.batch = 4;
  can.batch_atomic = true;
  const auto units = lowered(many(10), state({}), can);
  ASSERT_THAT(units, SizeIs(3));
  EXPECT_THAT(units[0].operations, SizeIs(4));
  EXPECT_THAT(units[2].operations, SizeIs(2));
  EXPECT_TRUE(units[0].atomic);
}

TEST(Units, batch_of_zero_is_a_batch_of_one) {
  Capabilities can = record_grain;
  can.batch = 0;
  EXPECT_THAT(lowered(many(3), state({}), can), SizeIs(3));
}

TEST(Units, without_mixing_deletes_never_share_a_unit_with_writes) {
  Capabilities can = record_grain;
  can.batch = 100;
  const auto units =
      lowered({want(a("a"), {"198.51.100.1"}), want(a("b"), {})}, state({record(a("b"), "198.51.100.2")}), can);
  ASSERT_THAT(units, SizeIs(2));
  EXPECT_EQ(units[1].phase, 1U);
  EXPECT_EQ(verb_of(units[1].operations.at(0)), "delete");
}

TEST(Units, with_mixing_an_rrset_rides_in_one_unit) {
  Capabilities can = record_grain;
  can.batch = 3;
  can.batch_mixes_phases = true;
  // a: one create. b: one update, one delete. c: one update, one delete.
  const auto stands = state({record(a("b"), "198.51.100.8", "b1"), record(a("b"), "198.51.100.9", "b2"),
                             record(a("c"), "198.51.100.8", "c1"), record(a("c"), "198.51.100.9", "c2")});
  const auto units = lowered(
      {want(a("a"), {"198.51.100.1"}), want(a("b"), {"198.51.100.1"}), want(a("c"), {"198.51.100.1"})}, stands, can);
  ASSERT_THAT(units, SizeIs(2));
  EXPECT_THAT(units[0].operations, SizeIs(3));
  EXPECT_THAT(units[1].operations, SizeIs(2));
  EXPECT_EQ(units[1].phase, 0U);
}

TEST(Units, with_mixing_an_rrset_too_big_for_a_batch_deletes_in_phase_one) {
  Capabilities can = record_grain;
  can.batch = 2;
  can.batch_mixes_phases = true;
  const auto stands = state({record(a("b"), "198.51.100.7", "b1"), record(a("b"), "198.51.100.8", "b2"),
                             record(a("b"), "198.51.100.9", "b3")});
  const auto units = lowered({want(a("b"), {"198.51.100.1"})}, stands, can);
  ASSERT_THAT(units, SizeIs(2));
  EXPECT_EQ(units[0].phase, 0U);
  EXPECT_THAT(units[0].operations, SizeIs(1));
  EXPECT_EQ(units[1].phase, 1U);
  EXPECT_THAT(units[1].operations, SizeIs(2));
}

TEST(Units, with_mixing_deleted_sets_ride_along) {
  Capabilities can = rrset_grain;
  can.batch = 10;
  can.batch_mixes_phases = true;
  const auto units =
      lowered({want(a("a"), {}), want(a("b"), {"198.51.100.1"})}, state({record(a("a"), "198.51.100.2", "")}), can);
  ASSERT_THAT(units, SizeIs(1));
  EXPECT_THAT(verbs_of(units), ElementsAre("delete", "replace"));
}

TEST(Units, change_that_leaves_nothing_to_do_makes_no_empty_unit) {
  const Plan plan{
      .zone = zone(),
      .changes = {
          {.key = a("home"), .before = {record(a("home"), "198.51.100.1")}, .after = set_of({"198.51.100.1"})}}};
  EXPECT_THAT(lower(plan, {.batch = 10, .batch_mixes_phases = true}), IsEmpty());
}

TEST(Units, empty_plan_has_none) { EXPECT_THAT(lower(Plan{.zone = zone()}, record_grain), IsEmpty()); }

// ---- halve -----------------------------------------------------------------------------------------------------

Operation create(const char* label, const char* address) { return CreateRecord{a(label), ip(address), {}}; }
Operation remove(const char* label, const char* address) { return DeleteRecord{record(a(label), address)}; }

TEST(Halve, splits_in_the_middle_and_keeps_everything_else) {
  const Unit unit{zone(),
                  {create("a", "198.51.100.1"), create("b", "198.51.100.1"), create("c", "198.51.100.1"),
                   create("d", "198.51.100.1")},
                  0,
                  true};
  const auto [first, second] = halve(unit);
  EXPECT_EQ(first, (Unit{zone(), {unit.operations[0], unit.operations[1]}, 0, true}));
  EXPECT_EQ(second, (Unit{zone(), {unit.operations[2], unit.operations[3]}, 0, true}));
}

TEST(Halve, keeps_an_rrset_together) {
  const Unit unit{zone(),
                  {create("a", "198.51.100.1"), create("b", "198.51.100.1"), remove("b", "198.51.100.2"),
                   remove("b", "198.51.100.3")},
                  0,
                  true};
  const auto [first, second] = halve(unit);
  EXPECT_THAT(first.operations, SizeIs(1));
  EXPECT_THAT(second.operations, SizeIs(3));
  EXPECT_EQ(second.phase, 0U);
}

TEST(Halve, last_rrset_deletes_only_after_its_writes) {
  const Unit unit{zone(),
                  {create("b", "198.51.100.1"), remove("b", "198.51.100.2"), remove("b", "198.51.100.3"),
                   remove("b", "198.51.100.4")},
                  0,
                  true};
  const auto [first, second] = halve(unit);
  EXPECT_THAT(first.operations, SizeIs(1));
  EXPECT_EQ(first.phase, 0U);
  EXPECT_THAT(second.operations, SizeIs(3));
  EXPECT_EQ(second.phase, 1U);
}

TEST(Halve, ends_with_single_operations) {
  const Unit unit{
      zone(), {create("b", "198.51.100.1"), create("b", "198.51.100.2"), create("b", "198.51.100.3")}, 0, true};
  const auto [first, second] = halve(unit);
  EXPECT_THAT(first.operations, SizeIs(1));
  const auto [third, fourth] = halve(second);
  EXPECT_THAT(third.operations, SizeIs(1));
  EXPECT_THAT(fourth.operations, SizeIs(1));
}

// ---- words -----------------------------------------------------------------------------------------------------

TEST(Operations, tell_their_sets_and_verbs) {
  EXPECT_THAT(keys_of(create("a", "198.51.100.1")), ElementsAre(a("a")));
  EXPECT_THAT(keys_of(remove("a", "198.51.100.1")), ElementsAre(a("a")));
  EXPECT_THAT(keys_of(UpdateRecord{record(a("a"), "198.51.100.1"), ip("198.51.100.2"), {}}), ElementsAre(a("a")));
  EXPECT_THAT(keys_of(ReplaceSet{.key = aaaa("a"), .before = {}, .after = {}}), ElementsAre(aaaa("a")));
  const UpdateHost both{.name = a("a").name, .line = "x", .ipv4 = ip("198.51.100.1"), .ipv6 = ip("2001:db8::1")};
  EXPECT_THAT(keys_of(both), ElementsAre(a("a", "x"), aaaa("a", "x")));
  EXPECT_EQ(verb_of(create("a", "198.51.100.1")), "create");
  EXPECT_EQ(verb_of(remove("a", "198.51.100.1")), "delete");
  EXPECT_EQ(verb_of(both), "update");
  EXPECT_EQ(verb_of(ReplaceSet{.key = a("a"), .before = {}, .after = {}}), "delete");
  EXPECT_EQ(verb_of(ReplaceSet{.key = a("a"), .before = {}, .after = set_of({"198.51.100.1"})}), "replace");
}

}  // namespace
}  // namespace ddns::plan
