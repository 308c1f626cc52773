#pragma once

#include "ddns/ipsource/ip_source.h"

namespace ddns::ipsource {

// One per file; the table is catalogue.cpp.
[[nodiscard]] SourceSpec http_spec();
[[nodiscard]] SourceSpec dns_spec();
[[nodiscard]] SourceSpec interface_spec();
[[nodiscard]] SourceSpec command_spec();
[[nodiscard]] SourceSpec file_spec();
[[nodiscard]] SourceSpec static_spec();

/// A sighting with one vote.
[[nodiscard]] Sighting single(std::string where, Observation observation);

}  // namespace ddns::ipsource
