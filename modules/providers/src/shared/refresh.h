#pragma once

#include <chrono>
#include <optional>

#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::providers {

/// The setting `refresh_after` of services that cannot be read (Capabilities::refresh_after): `off`, or a duration from
/// a day to a year. `usual` is what the service needs.
[[nodiscard]] schema::Field refresh_field(std::optional<std::chrono::seconds> usual = {});

/// That setting, read; nullopt when it is off.
[[nodiscard]] std::optional<std::chrono::seconds> refresh_of(const schema::Values& values);

}  // namespace ddns::providers
