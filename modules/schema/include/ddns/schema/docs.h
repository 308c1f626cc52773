#pragma once

#include <string>
#include <string_view>

#include "ddns/schema/schema.h"

namespace ddns::schema {

/// "text", "secret", "integer", … : stable words, used in docs and in the form description.
[[nodiscard]] std::string_view to_string(Kind kind) noexcept;

/// A GitHub-flavoured table, one row per setting: key, type, default, meaning with limits and example. Empty for a
/// schema without fields.
[[nodiscard]] std::string to_markdown(const Schema& schema);

/// Lines for a configuration file, `indent` spaces in: the help as a comment, then the key. What is required stands
/// ready to be filled in, what is optional is commented out and shows its default or example. Secrets are shown as a
/// reference to an environment variable.
[[nodiscard]] std::string to_example_yaml(const Schema& schema, int indent = 0);

/// A JSON array with one object per setting (key, kind, label, help, required, default, choices, min, max, example),
/// absent members left out: what a form is drawn from. Durations are in milliseconds, sizes in bytes.
[[nodiscard]] std::string to_form_json(const Schema& schema);

}  // namespace ddns::schema
