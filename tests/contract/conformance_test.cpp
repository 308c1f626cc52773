#include "contract/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <ostream>

#include "contract/derive.h"
#include "contract/run.h"
#include "ddns/core/text.h"
#include "ddns/providers/catalogue.h"

namespace ddns::contract {
namespace {

/// One case of one set: the unit of the report.
struct Item {
  const ScenarioSet* set;
  Case which;
};

void PrintTo(const Item& item, std::ostream* out) { *out << item.set->id << ", " << to_string(item.which); }

std::vector<Item> items() {
  std::vector<Item> out;
  for (const auto& set : all_sets()) {
    for (const auto which : all_cases()) {
      if (!set.skipped.contains(which)) out.push_back({&set, which});
    }
  }
  return out;
}

std::string safe(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return out;
}

/// What the set wrote for the case, else what can be derived.
std::vector<Scenario> scenarios_for(const ScenarioSet& set, Case which) {
  std::vector<Scenario> out;
  std::copy_if(set.scenarios.begin(), set.scenarios.end(), std::back_inserter(out),
               [&](const Scenario& scenario) { return scenario.which == which; });
  if (out.empty() && is_derived(which)) out = derive(which, set);
  return out;
}

std::string name_of(const Scenario& scenario) {
  return scenario.note.empty() ? std::string(to_string(scenario.which))
                               : cat(to_string(scenario.which), " (", scenario.note, ')');
}

class Conformance : public testing::TestWithParam<Item> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Conformance);

TEST_P(Conformance, behaves) {
  const auto& [set, which] = GetParam();
  const auto* spec = providers::find(set->id);
  ASSERT_NE(spec, nullptr) << "no such id in the catalogue: " << set->id;
  const auto scenarios = scenarios_for(*set, which);
  ASSERT_FALSE(scenarios.empty()) << "no scenario, none can be derived, and the case is not skipped with a reason";
  // At the same time, because the cases without an answer take a while each and each has its own server.
  std::vector<std::future<std::string>> found;
  for (const auto& scenario : scenarios)
    found.push_back(
        std::async(std::launch::async, [&, spec = spec, set = set] { return play(*spec, *set, scenario); }));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto problems = found[i].get();
    if (!problems.empty()) ADD_FAILURE() << "in " << name_of(scenarios[i]) << ":\n" << problems;
  }
}

INSTANTIATE_TEST_SUITE_P(all, Conformance, testing::ValuesIn(items()), [](const auto& made) {
  return cat(safe(made.param.set->id), '_', to_string(made.param.which));
});

class ForEachSet : public testing::TestWithParam<const ScenarioSet*> {
 protected:
  [[nodiscard]] const ScenarioSet& set() const { return *GetParam(); }
  [[nodiscard]] const provider::ProviderSpec& spec() const { return *providers::find(set().id); }
  void SetUp() override { ASSERT_NE(providers::find(set().id), nullptr) << set().id << " is not in the catalogue"; }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ForEachSet);

TEST_P(ForEachSet, says_why_a_case_is_skipped) {
  for (const auto& [which, reason] : set().skipped) {
    EXPECT_FALSE(reason.empty()) << to_string(which);
    const bool written = std::any_of(set().scenarios.begin(), set().scenarios.end(),
                                     [&](const Scenario& scenario) { return scenario.which == which; });
    EXPECT_FALSE(written) << to_string(which) << " is skipped and written at the same time";
  }
}

TEST_P(ForEachSet, works_for_several_callers_at_once) {
  for (const auto& scenario : set().scenarios) {
    const bool plain = scenario.which == Case::read_existing || scenario.which == Case::create_a;
    if (!plain || scenario.steps.empty()) continue;
    const auto problems = play_at_once(spec(), set(), scenario, 6);
    if (!problems.empty()) ADD_FAILURE() << "in " << name_of(scenario) << ":\n" << problems;
  }
}

TEST_P(ForEachSet, rate_limits_tell_how_long_to_wait) {
  for (const auto& scenario : set().scenarios) {
    if (scenario.which != Case::rate_limited) continue;
    const auto* failure = std::get_if<Failure>(&scenario.expected);
    if (failure == nullptr) continue;
    EXPECT_EQ(failure->reason, Reason::rate_limited) << name_of(scenario);
    EXPECT_TRUE(failure->retry_after.has_value()) << name_of(scenario);
  }
}

TEST_P(ForEachSet, reading_never_claims_an_effect) {
  for (const auto& scenario : set().scenarios) {
    const auto* failure = std::get_if<Failure>(&scenario.expected);
    if (failure == nullptr || std::holds_alternative<plan::Unit>(scenario.action)) continue;
    EXPECT_EQ(failure->effect, Effect::none) << name_of(scenario);
  }
}

TEST_P(ForEachSet, scenarios_fit_the_capabilities) {
  const auto with_peer = std::find_if(set().scenarios.begin(), set().scenarios.end(),
                                      [](const Scenario& scenario) { return scenario.peer != nullptr; });
  const auto more = with_peer == set().scenarios.end() ? Settings{} : with_peer->peer()->settings();
  const auto values = read_settings(spec(), set(), more, "http://127.0.0.1:1");
  ASSERT_TRUE(values) << values.error().message;
  const auto provider = spec().make(*values);
  ASSERT_TRUE(provider) << provider.error().message;
  const auto& can = (*provider)->capabilities();
  EXPECT_EQ(can == spec().capabilities, set().capabilities_differ.empty()) << set().capabilities_differ;
  for (const auto& scenario : set().scenarios) {
    if (std::holds_alternative<FindZones>(scenario.action)) {
      EXPECT_TRUE(can.has_zones) << name_of(scenario);
    } else if (std::holds_alternative<provider::ReadScope>(scenario.action)) {
      EXPECT_TRUE(can.can_read) << name_of(scenario);
    } else {
      const auto& unit = std::get<plan::Unit>(scenario.action);
      EXPECT_LE(unit.operations.size(), can.batch) << name_of(scenario);
      EXPECT_EQ(unit.atomic, can.batch_atomic) << name_of(scenario);
    }
  }
}

TEST_P(ForEachSet, secrets_are_long_enough_to_be_found) {
  for (const auto& field : spec().settings.fields) {
    if (field.kind != schema::Kind::secret || !field.required) continue;
    const bool given = std::any_of(set().settings.begin(), set().settings.end(),
                                   [&](const auto& setting) { return setting.first == field.key; });
    EXPECT_TRUE(given) << field.key << " is required and not set";
  }
  for (const auto& scenario : set().scenarios) {
    for (const auto& secret : secrets_of(spec(), set(), scenario)) EXPECT_GE(secret.size(), 8U) << name_of(scenario);
  }
}

INSTANTIATE_TEST_SUITE_P(all, ForEachSet, testing::ValuesIn([] {
                           std::vector<const ScenarioSet*> out;
                           for (const auto& set : all_sets()) out.push_back(&set);
                           return out;
                         }()),
                         [](const auto& made) { return safe(made.param->id); });

TEST(Catalogue, has_a_scenario_set_for_every_id) {
  for (const auto& spec : providers::catalogue()) {
    const auto count =
        std::count_if(all_sets().begin(), all_sets().end(), [&](const ScenarioSet& set) { return set.id == spec.id; });
    EXPECT_EQ(count, 1) << spec.id << ": one set of scenarios in tests/contract is needed";
  }
}

}  // namespace
}  // namespace ddns::contract
