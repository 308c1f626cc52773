#pragma once

#include <string_view>
#include <vector>

#include "ddns/core/ip_address.h"

namespace ddns::plan {

/// A network that belongs to a proxy, never to a subscriber's line. Cloudflare, Fastly and Imperva: not every CDN.
struct CdnRange {
  Prefix prefix;
  std::string_view owner;  ///< "Cloudflare, as published, checked 2026-08"
};

[[nodiscard]] const std::vector<CdnRange>& cdn_ranges();
/// nullptr = not a known CDN's.
[[nodiscard]] const CdnRange* find_cdn_range(const IpAddress& address);

}  // namespace ddns::plan
