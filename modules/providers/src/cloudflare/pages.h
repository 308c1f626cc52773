#pragma once

#include <vector>

#include "cloudflare/api.h"

namespace ddns::providers::cloudflare {

/// The elements of `result` of every page. What the service says in `result_info` goes, also when it gives fewer per
/// page than asked for.
[[nodiscard]] Result<std::vector<http::Json>> all_pages(const Api& api, const Ask& ask, int per_page, const Call& call);

}  // namespace ddns::providers::cloudflare
