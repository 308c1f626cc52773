#pragma once

#include <chrono>

#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::config {

[[nodiscard]] schema::Schema verification_schema();  ///< `verify` of the top level
[[nodiscard]] schema::Schema source_schema();
[[nodiscard]] schema::Schema account_schema();
[[nodiscard]] schema::Schema record_schema();

/// `ours` and then those of `theirs` that have other keys; where both describe a key, theirs counts.
[[nodiscard]] schema::Schema combine(const schema::Schema& ours, const schema::Schema& theirs);

/// The values that `theirs` does not describe.
[[nodiscard]] schema::Values without(const schema::Values& values, const schema::Schema& theirs);

/// The `timeout` that `theirs` describes itself, if it does: ours must not cut it short. Zero otherwise.
[[nodiscard]] std::chrono::milliseconds own_timeout(const schema::Values& values, const schema::Schema& theirs);

}  // namespace ddns::config
