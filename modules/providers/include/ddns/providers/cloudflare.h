#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// Cloudflare DNS through API v4: record grain, atomic batches of up to 200. Source: the vendor's OpenAPI description
/// (github.com/cloudflare/api-schemas) and https://developers.cloudflare.com/api/resources/dns/.
[[nodiscard]] const provider::ProviderSpec& cloudflare_spec();

}  // namespace ddns::providers
