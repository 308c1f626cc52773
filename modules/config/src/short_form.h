#pragma once

#include "context.h"
#include "environment.h"

namespace ddns::config {

/// True if the file, or the environment where the file leaves room, is in the short form: one provider, one domain.
[[nodiscard]] bool is_short_form(const schema::Node& root, Environment& environment);

/// Rewrites the short form into the full one: `accounts` with one account, `records` with one entry. Every node keeps
/// its place, so what is said later points at what was written.
void expand_short_form(Context& context, Environment& environment, schema::Node& root);

/// Reports keys of the short form beside `accounts` and `records`, and removes them.
void refuse_mixture(Context& context, schema::Node& root);

}  // namespace ddns::config
