#pragma once

#include <string>

#include "ddns/provider/spec.h"

namespace ddns::app {

/// One service for people: what it is, its settings, an example.
[[nodiscard]] std::string describe(const provider::ProviderSpec& spec);
/// The same as a JSON object, settings as form fields.
[[nodiscard]] std::string describe_json(const provider::ProviderSpec& spec);
/// The whole catalogue as a JSON array of such objects.
[[nodiscard]] std::string catalogue_json();

}  // namespace ddns::app
