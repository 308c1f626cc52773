#pragma once

#include <cstdint>
#include <optional>

#include "ddns/http/headers.h"

namespace ddns::engine {

/// How many calls a service still allows, from the headers services tell it with: `RateLimit: "default";r=50;t=30`
/// (draft-ietf-httpapi-ratelimit-headers-09 and later, as Cloudflare sends it: the least `r` of all policies),
/// `RateLimit-Remaining` (its earlier drafts) and `X-RateLimit-Remaining`. Nullopt when none of them can be read.
[[nodiscard]] std::optional<std::int64_t> quota_remaining(const http::Headers& headers);

}  // namespace ddns::engine
