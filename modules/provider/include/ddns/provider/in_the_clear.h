#pragma once

#include <string>
#include <vector>

#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::provider {

/// The keys of the settings that are plain http URLs of another machine: whoever is on the way reads the credentials
/// and may answer in the service's place. Loopback addresses and localhost do not count.
[[nodiscard]] std::vector<std::string> in_the_clear(const schema::Schema& schema, const schema::Values& values);

}  // namespace ddns::provider
