#pragma once

#include <vector>

#include "contract/conformance.h"

namespace ddns::contract {

/// The scenarios of a derived case, made from a set's plain ones (find_zone, read_existing, create_a, update): each
/// step in turn gets the fault, and the expectation follows from whether that step writes. Empty when nothing in the
/// set has steps that the fault fits.
[[nodiscard]] std::vector<Scenario> derive(Case which, const ScenarioSet& set);

}  // namespace ddns::contract
