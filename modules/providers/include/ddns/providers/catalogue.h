#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// Every service of this build, in alphabetical order of id. The explicit table: catalogue.cpp. Lives for ever.
[[nodiscard]] const std::vector<provider::ProviderSpec>& catalogue();

/// By id or alias; nullptr when unknown.
[[nodiscard]] const provider::ProviderSpec* find(std::string_view id);

}  // namespace ddns::providers
