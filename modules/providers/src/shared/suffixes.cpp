#include "shared/suffixes.h"

#include <optional>

#include "ddns/core/text.h"

namespace ddns::providers {

std::vector<DomainName> suffixes_of(const DomainName& name, std::size_t least_labels) {
  std::vector<DomainName> out;
  for (std::optional<DomainName> at = name; at && at->labels().size() >= least_labels; at = at->parent()) {
    if (at->labels().front() != "*") out.push_back(*at);
  }
  return out;
}

std::string host_label(const DomainName& name, const DomainName& zone) {
  auto label = name.relative_to(zone);
  return label.empty() ? "@" : label;
}

Result<DomainName> name_of_label(std::string_view label, const DomainName& zone) {
  if (label == "@" || label.empty()) return zone;
  return DomainName::parse(cat(label, '.', zone.text()));
}

}  // namespace ddns::providers
