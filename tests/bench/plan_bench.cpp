// What planning costs: the budgets are 10 ms for make_plan and for lower with 10,000 records.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ddns/plan/admission.h"
#include "ddns/plan/operation.h"
#include "ddns/plan/plan.h"

namespace {

using namespace ddns;
using namespace ddns::plan;

struct Zone {
  std::vector<DesiredSet> desired;
  ZoneState actual;
};

IpAddress address(std::size_t i) {
  return IpAddress::v4(
      {81, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)});
}

/// `count` records, every `stride`-th with a wrong address, listed backwards by the service.
Zone make_zone(std::size_t count, std::size_t stride) {
  Zone zone;
  zone.actual.zone = {DomainName::parse("example.com").value(), "zone-id"};
  for (std::size_t i = 0; i < count; ++i) {
    const RecordKey key{DomainName::parse("device-" + std::to_string(i) + ".fleet.example.com").value()};
    zone.desired.push_back({.key = key, .addresses = {address(i)}, .attributes = {.ttl = std::chrono::seconds{300}}});
    zone.actual.records.push_back({.key = key,
                                   .address = address(i % stride == 0 ? i + 1 : i),
                                   .id = "372e67954025e0ba6aaa6d586b9e0b" + std::to_string(i),
                                   .attributes = {.ttl = std::chrono::seconds{300}, .proxied = false}});
  }
  std::reverse(zone.actual.records.begin(), zone.actual.records.end());
  return zone;
}

/// Arguments: records, one of how many is wrong.
void make_plan_of(benchmark::State& state) {
  const Zone zone = make_zone(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(make_plan(zone.desired, zone.actual));
}
BENCHMARK(make_plan_of)
    ->Name("make_plan")
    ->Args({10000, 1})
    ->Args({10000, 100000})
    ->Args({1, 1})
    ->Unit(benchmark::kMicrosecond);

void lower_to(benchmark::State& state) {
  const Zone zone = make_zone(10000, 1);
  const Plan plan = make_plan(zone.desired, zone.actual);
  const Capabilities can{.grain = static_cast<Grain>(state.range(0)),
                         .both_families_in_one = true,
                         .batch = static_cast<unsigned>(state.range(1))};
  for (auto _ : state) benchmark::DoNotOptimize(lower(plan, can));
}
BENCHMARK(lower_to)
    ->Name("lower")
    ->ArgNames({"grain", "batch"})
    ->ArgsProduct({{0, 1, 2}, {1, 200}})
    ->Unit(benchmark::kMicrosecond);

void admit_one(benchmark::State& state) {
  const Family family = state.range(0) == 4 ? Family::ipv4 : Family::ipv6;
  const Observation observation =
      Known{{IpAddress::parse(family == Family::ipv4 ? "81.2.69.142" : "2a02:8071:1:2::1").value()}};
  const AdmissionRules rules;
  for (auto _ : state) benchmark::DoNotOptimize(admit(observation, family, rules));
}
BENCHMARK(admit_one)->Name("admit")->Arg(4)->Arg(6);

}  // namespace
