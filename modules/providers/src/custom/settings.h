#pragma once

#include "custom/request.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::providers::custom {

[[nodiscard]] schema::Schema settings();
[[nodiscard]] Templates read_templates(const schema::Values& values);

}  // namespace ddns::providers::custom
