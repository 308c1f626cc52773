#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/result.h"

namespace ddns::providers {

/// The name and its parents, longest first, down to two labels: no zone of a public service lies above a public suffix
/// (a server of one's own may have "lan."). A wildcard is left out, because no zone is called so.
[[nodiscard]] std::vector<DomainName> suffixes_of(const DomainName& name, std::size_t least_labels = 2);

/// "www", and "@" for the zone itself: how most record APIs name a host. Precondition: name.is_within(zone).
[[nodiscard]] std::string host_label(const DomainName& name, const DomainName& zone);

/// The inverse; an Error when the label makes no host name.
[[nodiscard]] Result<DomainName> name_of_label(std::string_view label, const DomainName& zone);

}  // namespace ddns::providers
