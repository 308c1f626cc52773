// Properties over random zones, wishes and services, with fixed seeds: a plan leads exactly to what is wanted, the next
// plan is empty, and what nobody asked for stays as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "builders.h"
#include "ddns/plan/normalise.h"
#include "simulated_service.h"

namespace ddns::plan {
namespace {

using namespace test;
using std::chrono::seconds;
using testing::IsEmpty;

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  /// 0 … limit-1.
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  std::mt19937_64 random_;
};

struct World {
  Capabilities can;
  std::vector<RemoteRecord> records;
  std::vector<DesiredSet> desired;
};

const std::vector<RecordKey>& all_keys() {
  static const std::vector<RecordKey> keys = [] {
    std::vector<RecordKey> made;
    for (const char* label : {"a", "b", "c", "d"}) {
      for (const char* line : {"", "telecom"}) {
        made.push_back(a(label, line));
        made.push_back(aaaa(label, line));
      }
    }
    return made;
  }();
  return keys;
}

/// From a pool of five, so that values meet.
IpAddress random_address(Dice& dice, RecordType type) {
  return ip((type == RecordType::a ? "198.51.100." : "2001:db8::") + std::to_string(1 + dice.below(5)));
}

/// What a service tells of a record. RRset services keep one TTL per set, so the caller may fix it.
Attributes random_standing(Dice& dice) {
  Attributes attributes{.ttl = seconds{60 * (1 + dice.below(3))}};
  if (dice.chance(30)) attributes.proxied = dice.chance(50);
  if (attributes.proxied.value_or(false)) attributes.ttl = seconds{1};
  if (dice.chance(30)) attributes.comment = "by hand " + std::to_string(dice.below(3));
  if (dice.chance(20)) attributes.extra["tag"] = "blue";
  return attributes;
}

Attributes random_wish(Dice& dice) {
  Attributes attributes;
  if (dice.chance(50)) attributes.ttl = seconds{30 * (1 + dice.below(8))};
  if (dice.chance(25)) attributes.proxied = dice.chance(50);
  if (dice.chance(25)) attributes.comment = dice.chance(30) ? "" : "by us";
  return attributes;
}

Capabilities random_service(Dice& dice, Grain grain) {
  return {.grain = grain,
          .can_read = grain != Grain::host,
          .many_values = grain != Grain::host,
          .both_families_in_one = dice.chance(50),
          .batch = 1 + dice.below(6),
          .batch_atomic = dice.chance(50),
          .batch_mixes_phases = dice.chance(50),
          .min_ttl = seconds{60},
          .max_ttl = seconds{180},
          .default_ttl = seconds{120},
          .proxied = true,
          .comments = true,
          .lines = true};
}

void add_standing(Dice& dice, World& world, const RecordKey& key) {
  if (dice.chance(30)) return;
  const Attributes of_the_set = random_standing(dice);
  const unsigned count = 1 + dice.below(4);
  for (unsigned i = 0; i < count; ++i) {
    RemoteRecord made{key, random_address(dice, key.type), "r" + std::to_string(world.records.size()), of_the_set,
                      dice.chance(60)};
    if (world.can.grain == Grain::record) made.attributes = random_standing(dice);
    world.records.push_back(std::move(made));
  }
}

void add_wish(Dice& dice, World& world, const RecordKey& key) {
  if (dice.chance(25)) return;
  const bool host = world.can.grain == Grain::host;
  DesiredSet wish{.key = key, .attributes = random_wish(dice), .shared = !host && dice.chance(30)};
  const unsigned count = host ? 1 : dice.below(4);
  for (unsigned i = 0; i < count; ++i) wish.addresses.insert(random_address(dice, key.type));
  world.desired.push_back(normalise(std::move(wish), world.can).value());
}

World random_world(unsigned seed, Grain grain) {
  Dice dice(seed);
  World world{.can = random_service(dice, grain)};
  for (const RecordKey& key : all_keys()) {
    if (grain != Grain::host) add_standing(dice, world, key);
    add_wish(dice, world, key);
  }
  std::shuffle(world.records.begin(), world.records.end(), std::mt19937(seed));
  std::shuffle(world.desired.begin(), world.desired.end(), std::mt19937(seed + 1));
  return world;
}

// ---- what must hold --------------------------------------------------------------------------------------------

std::vector<RemoteRecord> at(const std::vector<RemoteRecord>& records, const RecordKey& key) {
  std::vector<RemoteRecord> found;
  std::ranges::copy_if(records, std::back_inserter(found), [&](const RemoteRecord& one) { return one.key == key; });
  std::ranges::sort(found, {}, [](const RemoteRecord& one) { return std::pair(one.address, one.id); });
  return found;
}

std::vector<IpAddress> addresses_of(const std::vector<RemoteRecord>& records) {
  std::vector<IpAddress> addresses;
  for (const RemoteRecord& record : records) addresses.push_back(record.address);
  return addresses;
}

/// Written apart from the planner's own comparison on purpose.
void expect_attributes(const Attributes& stands, const Attributes& wanted) {
  const bool proxied = stands.proxied.value_or(false);
  if (wanted.ttl && !proxied) {
    EXPECT_EQ(stands.ttl, wanted.ttl);
  }
  if (wanted.proxied) {
    EXPECT_EQ(proxied, *wanted.proxied);
  }
  if (wanted.comment) {
    EXPECT_EQ(stands.comment.value_or(""), *wanted.comment);
  }
}

/// A record that still has its id keeps everything the user did not set.
void expect_unmanaged_kept(const RemoteRecord& before, const RemoteRecord& after, const Attributes& wanted) {
  if (!wanted.comment) {
    EXPECT_EQ(after.attributes.comment, before.attributes.comment) << after.id;
  }
  if (!wanted.proxied) {
    EXPECT_EQ(after.attributes.proxied, before.attributes.proxied) << after.id;
  }
  if (!wanted.ttl && before.attributes.proxied == after.attributes.proxied) {
    EXPECT_EQ(after.attributes.ttl, before.attributes.ttl) << after.id;
  }
  EXPECT_EQ(after.attributes.extra, before.attributes.extra) << after.id;
}

void expect_set(const DesiredSet& wish, const std::vector<RemoteRecord>& before, const std::vector<RemoteRecord>& after,
                Grain grain) {
  std::vector<RemoteRecord> ours;
  AddressSet foreign;
  for (const RemoteRecord& record : after) {
    if (!wish.shared || record.owned) {
      ours.push_back(record);
    } else {
      foreign.insert(record.address);
    }
  }
  AddressSet expected = wish.addresses;
  for (const IpAddress& address : foreign) {
    if (!std::ranges::count(addresses_of(ours), address)) expected.erase(address);
  }
  EXPECT_EQ(addresses_of(ours), std::vector<IpAddress>(expected.begin(), expected.end())) << "each value exactly once";
  for (const RemoteRecord& record : ours) expect_attributes(record.attributes, wish.attributes);
  if (grain != Grain::record) return;
  for (const RemoteRecord& record : after) {
    const auto old = std::ranges::find(before, record.id, &RemoteRecord::id);
    if (old == before.end()) continue;
    expect_unmanaged_kept(*old, record, wish.attributes);
    if (wish.shared && !old->owned) {
      EXPECT_EQ(*old, record) << "foreign records are not ours";
    }
  }
}

void expect_foreign_values_kept(const std::vector<RemoteRecord>& before, const std::vector<RemoteRecord>& after) {
  for (const RemoteRecord& old : before) {
    if (!old.owned) {
      EXPECT_TRUE(std::ranges::count(addresses_of(after), old.address)) << old.address.to_string();
    }
  }
}

void expect_units(const std::vector<Unit>& units, const Capabilities& can) {
  unsigned phase = 0;
  std::map<RecordKey, std::set<const Unit*>> riding;
  for (const Unit& unit : units) {
    EXPECT_GE(unit.phase, phase) << "phases in order";
    phase = unit.phase;
    EXPECT_FALSE(unit.operations.empty());
    EXPECT_LE(unit.operations.size(), can.batch);
    EXPECT_EQ(unit.atomic, can.batch_atomic);
    for (const Operation& operation : unit.operations) {
      for (const RecordKey& key : keys_of(operation)) riding[key].insert(&unit);
    }
  }
  for (const Unit& unit : units) {
    for (const Operation& operation : unit.operations) {
      const bool removes = verb_of(operation) == "delete";
      if (!removes) {
        EXPECT_EQ(unit.phase, 0U);
      }
      if (removes && unit.phase == 0) {
        EXPECT_TRUE(can.batch_mixes_phases);
        EXPECT_EQ(riding[keys_of(operation).front()].size(), 1U) << "a delete of phase 0 rides with its whole set";
      }
    }
  }
}

/// A name that had an address and shall have one is never without, between any two calls.
void apply_watching(SimulatedService& service, const std::vector<Unit>& units, const std::vector<DesiredSet>& desired) {
  std::vector<const DesiredSet*> watched;
  for (const DesiredSet& wish : desired) {
    if (!wish.addresses.empty() && service.has_values(wish.key)) watched.push_back(&wish);
  }
  for (const Unit& unit : units) {
    service.apply(unit);
    for (const DesiredSet* wish : watched) EXPECT_FALSE(service.values(wish->key).empty()) << wish->key.to_string();
  }
}

void expect_convergence(const World& world, SimulatedService& service) {
  const ZoneState before = service.read();
  const Plan plan = make_plan(world.desired, before);
  EXPECT_THAT(plan.refused, IsEmpty());
  EXPECT_EQ(plan.changes.size() + plan.kept.size(), world.desired.size());
  const auto units = lower(plan, world.can);
  expect_units(units, world.can);
  apply_watching(service, units, world.desired);
  EXPECT_THAT(service.complaints(), IsEmpty()) << to_text(plan);
  const ZoneState after = service.read();
  for (const RecordKey& key : all_keys()) {
    SCOPED_TRACE(key.to_string());
    const auto wish = std::ranges::find(world.desired, key, &DesiredSet::key);
    const auto old = at(before.records, key);
    const auto now = at(after.records, key);
    if (wish == world.desired.end()) {
      EXPECT_EQ(now, old) << "nobody named it";
      continue;
    }
    expect_set(*wish, old, now, world.can.grain);
    if (wish->shared) expect_foreign_values_kept(old, now);
  }
  const Plan second = make_plan(world.desired, after);
  EXPECT_THAT(second.changes, IsEmpty()) << to_text(second);
  EXPECT_EQ(second.kept.size(), world.desired.size());
}

constexpr unsigned cases = 1000;

TEST(Convergence, record_grain_reaches_exactly_what_is_wanted_and_then_rests) {
  for (unsigned seed = 0; seed < cases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const World world = random_world(seed, Grain::record);
    RecordService service(world.records);
    expect_convergence(world, service);
  }
}

TEST(Convergence, rrset_grain_reaches_exactly_what_is_wanted_and_then_rests) {
  for (unsigned seed = 0; seed < cases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const World world = random_world(seed, Grain::rrset);
    SetService service(world.records);
    expect_convergence(world, service);
  }
}

TEST(Convergence, host_grain_reaches_exactly_what_is_wanted_and_then_rests) {
  for (unsigned seed = 0; seed < cases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const World world = random_world(seed, Grain::host);
    HostService service(world.can.both_families_in_one);
    expect_convergence(world, service);
    World moved = random_world(seed + cases, Grain::host);
    moved.can = world.can;
    expect_convergence(moved, service);
  }
}

TEST(Convergence, a_second_different_wish_is_reached_from_the_first) {
  for (unsigned seed = 0; seed < cases / 4 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world = random_world(seed, Grain::record);
    RecordService service(world.records);
    expect_convergence(world, service);
    world.desired = random_world(seed + cases, Grain::record).desired;
    expect_convergence(world, service);
  }
}

TEST(PolicyProperties, upsert_only_never_loses_a_value_without_a_successor) {
  for (unsigned seed = 0; seed < cases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const World world = random_world(seed, Grain::record);
    RecordService service(world.records);
    const ZoneState before = service.read();
    std::map<RecordKey, std::size_t> values;
    for (const RecordKey& key : all_keys()) values[key] = service.values(key).size();
    const Plan plan = restrict_to(Policy::upsert_only, make_plan(world.desired, before));
    for (const Unit& unit : lower(plan, world.can)) service.apply(unit);
    EXPECT_THAT(service.complaints(), IsEmpty()) << to_text(plan);
    for (const RecordKey& key : all_keys()) EXPECT_GE(service.values(key).size(), values[key]) << key.to_string();
    for (const Change& change : plan.changes) {
      for (const IpAddress& address : change.after) EXPECT_TRUE(service.values(change.key).contains(address));
    }
    const Plan rest = restrict_to(Policy::upsert_only, make_plan(world.desired, service.read()));
    EXPECT_THAT(rest.changes, IsEmpty()) << to_text(rest);
  }
}

TEST(PolicyProperties, create_only_leaves_every_record_as_it_was) {
  for (unsigned seed = 0; seed < cases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const World world = random_world(seed, Grain::record);
    RecordService service(world.records);
    for (const Unit& unit :
         lower(restrict_to(Policy::create_only, make_plan(world.desired, service.read())), world.can)) {
      service.apply(unit);
    }
    const auto after = service.read().records;
    for (const RemoteRecord& record : world.records) {
      EXPECT_TRUE(std::ranges::count(after, record)) << record.key.to_string() << ' ' << record.id;
    }
  }
}

TEST(HalveProperties, loses_nothing_keeps_order_and_ends) {
  for (unsigned seed = 0; seed < cases / 4 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world = random_world(seed, Grain::record);
    world.can.batch = 50;
    world.can.batch_mixes_phases = true;
    for (const Unit& unit : lower(make_plan(world.desired, {.zone = zone(), .records = world.records}), world.can)) {
      if (unit.operations.size() < 2) continue;
      const auto [first, second] = halve(unit);
      ASSERT_FALSE(first.operations.empty());
      ASSERT_FALSE(second.operations.empty());
      auto joined = first.operations;
      joined.insert(joined.end(), second.operations.begin(), second.operations.end());
      EXPECT_EQ(joined, unit.operations);
    }
  }
}

}  // namespace
}  // namespace ddns::plan
