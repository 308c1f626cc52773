#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/result.h"

namespace ddns::providers {

/// The name and its parents, longest first, down to two labels: no zone lies above a public suffix. A wildcard is left
/// out, because no zone is called so.
[[nodiscard]] std::vector<DomainName> suffixes_of(const DomainName& name);

/// "www", and "@" for the zone itself: how most record APIs name a host. Precondition: name.is_within(zone).
[[nodiscard]] std::string host_label(const DomainName& name, const DomainName& zone);

/// The inverse; an Error when the label makes no host name.
[[nodiscard]] Result<DomainName> name_of_label(std::string_view label, const DomainName& zone);

}  // namespace ddns::providers
