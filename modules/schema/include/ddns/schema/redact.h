#pragma once

#include <string>

#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::schema {

/// What stands in place of a secret.
inline constexpr std::string_view kMask = "******";

/// The settings as "key: value" lines in the schema's order, fit for logs and pages: secrets and the values of maps
/// (headers carry tokens) are masked, URLs lose user info and query. Settings that were not given are left out.
[[nodiscard]] std::string redact(const Schema& schema, const Values& values);

}  // namespace ddns::schema
