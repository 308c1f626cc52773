#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "handle.h"

namespace ddns::platform {

using SidBytes = std::array<std::uint8_t, SECURITY_MAX_SID_SIZE>;

[[nodiscard]] std::optional<SidBytes> well_known_sid(WELL_KNOWN_SID_TYPE type);
/// Computed from the service's name alone, so it can be granted before the service exists. nullopt where the system
/// cannot (Wine).
[[nodiscard]] std::optional<SidBytes> service_sid(const std::string& service);
/// Of the user this process runs as.
[[nodiscard]] std::optional<SidBytes> current_user_sid();

[[nodiscard]] bool same_sid(const SidBytes& a, const SidBytes& b) noexcept;
/// "DOMAIN\name", or the SID's own spelling when nobody knows a name.
[[nodiscard]] std::string name_of_sid(SidBytes sid);

}  // namespace ddns::platform
