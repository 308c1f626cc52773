#pragma once

#include <string>
#include <variant>
#include <vector>

#include "contract/conformance.h"
#include "ddns/core/result.h"
#include "ddns/provider/spec.h"

namespace ddns::contract {

/// What a provider gave back.
using Outcome = std::variant<Result<std::vector<plan::ZoneRef>>, Result<plan::ZoneState>, provider::UnitResult>;

/// Plays one scenario with a new provider, a new stub server or peer and a new client, and returns everything that was
/// not as it should be, one finding a line; empty = conforms. Findings show requests and differences.
[[nodiscard]] std::string play(const provider::ProviderSpec& spec, const ScenarioSet& set, const Scenario& scenario);

/// One provider object, `threads` callers at the same time, each with the scenario's action against one server that
/// answers in any order. Precondition: the scenario has steps.
[[nodiscard]] std::string play_at_once(const provider::ProviderSpec& spec, const ScenarioSet& set,
                                       const Scenario& scenario, int threads);

/// The set's settings read through the provider's own schema, `more` over them.
[[nodiscard]] Result<schema::Values> read_settings(const provider::ProviderSpec& spec, const ScenarioSet& set,
                                                   const Settings& more, const std::string& server_url);

/// Differences between what came and what should have come.
[[nodiscard]] std::string judge(const Outcome& outcome, const Expectation& expected);

/// Every text of the settings that must show nowhere: of the set's and of the scenario's. A map `secrets` (of `custom`)
/// is taken for what it is called.
[[nodiscard]] std::vector<std::string> secrets_of(const provider::ProviderSpec& spec, const ScenarioSet& set,
                                                  const Scenario& scenario);

/// Every error in the outcome.
[[nodiscard]] std::vector<Error> errors_in(const Outcome& outcome);

/// What is wrong with an error's text, whatever the error: empty, too long, no UTF-8, or one of the secrets in it.
[[nodiscard]] std::string judge_text(const Error& error, const std::vector<std::string>& secrets);

}  // namespace ddns::contract
