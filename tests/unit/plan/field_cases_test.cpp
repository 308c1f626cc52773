// Faults that users of other updaters reported, each with what we do about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builders.h"
#include "ddns/plan/admission.h"
#include "ddns/plan/derive.h"
#include "ddns/plan/normalise.h"
#include "ddns/plan/retry.h"
#include "ddns/plan/verify_mode.h"
#include "simulated_service.h"

namespace ddns::plan {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Observation seen(std::initializer_list<std::string_view> addresses, Family family = Family::ipv4) {
  return admit(Known{set_of(addresses)}, family, {}).observation;
}

std::size_t writes(const std::vector<DesiredSet>& desired, SimulatedService& service, const Capabilities& can) {
  std::size_t count = 0;
  for (const Unit& unit : lower(make_plan(desired, service.read()), can)) {
    count += unit.operations.size();
    service.apply(unit);
  }
  EXPECT_THAT(service.complaints(), IsEmpty());
  return count;
}

TEST(FieldCases, detection_fails_for_both_families_zero_writes) {
  const Observation failed = Unavailable{Error{.reason = Reason::timeout, .message = "no answer"}};
  for (const bool clear : {false, true}) {
    EXPECT_EQ(derive({.key = a("home"), .clear_when_none = clear}, failed), std::nullopt);
    EXPECT_EQ(derive({.key = aaaa("home"), .clear_when_none = clear}, failed), std::nullopt);
  }
  // Nothing derived is nothing planned, whatever stands.
  EXPECT_THAT(lower(make_plan({}, state({record(a("home"), "81.2.69.142"), record(aaaa("home"), "2a00::1")})), {}),
              IsEmpty());
}

TEST(FieldCases, only_ipv4_not_detected_leaves_a_and_other_records_and_updates_aaaa) {
  const Observation failed = Unavailable{Error{.reason = Reason::connect, .message = "no route"}};
  std::vector<DesiredSet> desired;
  if (auto set = derive({.key = a("home"), .clear_when_none = true}, failed)) desired.push_back(*set);
  if (auto set = derive({.key = aaaa("home")}, seen({"2a00::2"}, Family::ipv6))) desired.push_back(*set);
  const auto stands = state({record(a("home"), "81.2.69.142", "r1"), record(aaaa("home"), "2a00::1", "r2"),
                             record(a("www"), "81.2.69.7", "r3")});
  const Plan plan = make_plan(desired, stands);
  ASSERT_THAT(plan.changes, SizeIs(1));
  EXPECT_EQ(plan.changes[0].key, aaaa("home"));
}

TEST(FieldCases, source_answers_with_a_private_address_the_record_stays) {
  // Split DNS or a router page answered 192.168.0.57.
  const Observation observation = seen({"192.168.0.57"});
  ASSERT_TRUE(std::holds_alternative<Unavailable>(observation));
  EXPECT_EQ(derive({.key = a("home"), .clear_when_none = true}, observation), std::nullopt);
}

TEST(FieldCases, source_answers_with_the_cdns_address_the_record_stays) {
  for (const char* address : {"104.16.132.229", "172.67.1.1", "1.1.1.1", "1.0.0.1"}) {
    EXPECT_EQ(derive({.key = a("home")}, seen({address})), std::nullopt) << address;
  }
}

TEST(FieldCases, carrier_grade_nat_is_named_and_never_published) {
  const auto admission = admit(Known{set_of({"100.100.1.2"})}, Family::ipv4, {});
  ASSERT_THAT(admission.rejected, SizeIs(1));
  EXPECT_EQ(admission.rejected[0].why, Rejection::cgnat);
  EXPECT_THAT(std::get<Unavailable>(admission.observation).why.message, HasSubstr("carrier-grade NAT"));
}

TEST(FieldCases, first_address_wrong_the_second_is_published) {
  // 10.0.0.3 sorts first and comes first; the public one behind it is the address.
  const auto desired = derive({.key = a("home")}, seen({"10.0.0.3", "81.2.69.142"}));
  ASSERT_TRUE(desired);
  EXPECT_EQ(desired->addresses, set_of({"81.2.69.142"}));
}

TEST(FieldCases, record_with_two_values_one_correct_is_not_updated_forever) {
  for (const Grain grain : {Grain::record, Grain::rrset}) {
    const std::vector<RemoteRecord> two = {record(a("home"), "198.51.100.1", "r1", ttl(60)),
                                           record(a("home"), "198.51.100.2", "r2", ttl(60))};
    std::unique_ptr<SimulatedService> service;
    if (grain == Grain::record) service = std::make_unique<RecordService>(two);
    if (grain == Grain::rrset) service = std::make_unique<SetService>(two);
    EXPECT_EQ(writes({want(a("home"), {"198.51.100.1"})}, *service, {.grain = grain}), 1U);
    EXPECT_EQ(writes({want(a("home"), {"198.51.100.1"})}, *service, {.grain = grain}), 0U);
    EXPECT_EQ(service->values(a("home")), set_of({"198.51.100.1"}));
  }
}

TEST(FieldCases, proxied_ttl_comment_changed_by_user_stay) {
  const Attributes by_hand{.ttl = 1s, .proxied = true, .comment = "do not touch"};
  RecordService service({record(a("home"), "198.51.100.1", "r1", by_hand)});
  EXPECT_EQ(writes({want(a("home"), {"198.51.100.1"})}, service, {}), 0U);
  EXPECT_EQ(writes({want(a("home"), {"198.51.100.2"})}, service, {}), 1U);
  EXPECT_THAT(service.read().records, ElementsAre(record(a("home"), "198.51.100.2", "r1", by_hand)));
}

TEST(FieldCases, managed_attributes_changed_by_somebody_are_reconciled_once) {
  const Capabilities can{.proxied = true, .comments = true};
  RecordService service({record(a("home"), "198.51.100.1", "r1", {.ttl = 60s, .proxied = true, .comment = "other"})});
  const auto wish =
      normalise(want(a("home"), {"198.51.100.1"}, {.ttl = 300s, .proxied = false, .comment = "ours"}), can);
  EXPECT_EQ(writes({*wish}, service, can), 1U);
  EXPECT_EQ(writes({*wish}, service, can), 0U);
  EXPECT_EQ(service.read().records.at(0).attributes, (Attributes{.ttl = 300s, .proxied = false, .comment = "ours"}));
}

TEST(FieldCases, proxied_record_is_not_proved_by_the_cdns_answer) {
  EXPECT_EQ(verify_mode({.proxied = true}, a("home"), {.proxied = true}), Verification::read_back);
}

TEST(FieldCases, duplicates_are_cleaned_up_not_multiplied) {
  RecordService service({record(a("home"), "198.51.100.1", "r1"), record(a("home"), "198.51.100.1", "r2"),
                         record(a("home"), "198.51.100.1", "r3")});
  EXPECT_EQ(writes({want(a("home"), {"198.51.100.2"})}, service, {}), 3U);
  EXPECT_THAT(service.read().records, SizeIs(1));
}

TEST(FieldCases, other_a_entries_of_the_zone_survive_a_power_cut) {
  const RemoteRecord other = record(a("www"), "81.2.69.7", "r9", {.ttl = 60s, .comment = "by hand"}, false);
  RecordService service({record(a("home"), "198.51.100.1", "r1"), other});
  writes({want(a("home"), {"198.51.100.2"})}, service, {});
  EXPECT_THAT(service.read().records, testing::Contains(other));
}

TEST(FieldCases, a_and_aaaa_under_one_name_are_two_independent_records) {
  RecordService service({record(a("home"), "198.51.100.1", "r1"), record(aaaa("home"), "2001:db8::1", "r2")});
  EXPECT_EQ(writes({want(a("home"), {"198.51.100.2"}), want(aaaa("home"), {"2001:db8::1"})}, service, {}), 1U);
  EXPECT_EQ(service.values(aaaa("home")), set_of({"2001:db8::1"}));
}

TEST(FieldCases, unchanged_host_is_not_sent_again_so_nobody_is_banned_for_nochg) {
  HostService service(true);
  const Capabilities can{.grain = Grain::host, .can_read = false, .many_values = false, .both_families_in_one = true};
  const std::vector<DesiredSet> both = {want(a("home"), {"198.51.100.1"}), want(aaaa("home"), {"2001:db8::1"})};
  EXPECT_EQ(writes(both, service, can), 1U);
  EXPECT_EQ(writes(both, service, can), 0U);
}

TEST(FieldCases, first_of_ten_has_a_cname_in_the_way_nine_are_still_updated) {
  ZoneState stands = state({});
  stands.obstacles = {{a("h0"), "a CNAME stands at this name"}};
  std::vector<DesiredSet> desired;
  for (int i = 0; i < 10; ++i) desired.push_back(want(a("h" + std::to_string(i)), {"198.51.100.1"}));
  const Plan plan = make_plan(desired, stands);
  EXPECT_THAT(plan.refused, SizeIs(1));
  EXPECT_THAT(lower(plan, {}), SizeIs(9));
}

TEST(FieldCases, prefix_changes_every_device_behind_it_moves_at_once) {
  const std::vector<HostId> ids = {parse_host_id("::10").value(), parse_host_id("::20").value()};
  std::vector<DesiredSet> desired;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Target target{.key = aaaa("dev" + std::to_string(i)), .host_ids = {ids[i]}};
    desired.push_back(*derive(target, seen({"2a02:8071:9:9::1"}, Family::ipv6)));
  }
  const Plan plan = make_plan(desired, state({record(aaaa("dev0"), "2a02:8071:1:1::10", "r1"),
                                              record(aaaa("dev1"), "2a02:8071:1:1::20", "r2")}));
  ASSERT_THAT(plan.changes, SizeIs(2));
  EXPECT_EQ(plan.changes[0].after, set_of({"2a02:8071:9:9::10"}));
  EXPECT_EQ(plan.changes[1].after, set_of({"2a02:8071:9:9::20"}));
}

TEST(FieldCases, two_uplinks_are_one_set_and_do_not_flap) {
  const Target target{.key = a("home"), .many_values = true};
  RecordService service({});
  EXPECT_EQ(writes({*derive(target, seen({"81.2.69.142", "93.184.216.34"}))}, service, {}), 2U);
  EXPECT_EQ(writes({*derive(target, seen({"93.184.216.34", "81.2.69.142"}))}, service, {}), 0U);
}

TEST(FieldCases, abuse_and_429_mean_one_call_then_silence_for_that_time) {
  const SteadyTime now{1000h};
  const auto after = [&](Error error) {
    return next_attempt({.failures = 1, .last_error = std::move(error), .last_attempt = now}, {}, 0.0);
  };
  EXPECT_EQ(after({.reason = Reason::blocked, .message = "abuse"}).kind, Retry::never);
  EXPECT_GE(after({.reason = Reason::rate_limited, .message = "429", .retry_after = 3600s}).when, now + 1h);
  EXPECT_GE(after({.reason = Reason::http_5xx, .message = "502 from the limiter", .retry_after = 600s}).when,
            now + 10min);
}

}  // namespace
}  // namespace ddns::plan
