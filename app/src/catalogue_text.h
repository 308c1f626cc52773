#pragma once

#include <string>

#include "ddns/provider/spec.h"

namespace ddns::app {

/// One service for people: what it is, its settings, an example.
[[nodiscard]] std::string describe(const provider::ProviderSpec& spec);
/// The whole catalogue as a JSON array, settings as form fields.
[[nodiscard]] std::string catalogue_json();

}  // namespace ddns::app
