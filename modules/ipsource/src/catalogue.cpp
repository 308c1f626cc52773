#include "specs.h"

namespace ddns::ipsource {

const std::vector<SourceSpec>& catalogue() {
  static const std::vector<SourceSpec> table{http_spec(),    dns_spec(),  interface_spec(),
                                             command_spec(), file_spec(), static_spec()};
  return table;
}

Sighting single(std::string where, Observation observation) {
  Sighting out{.observation = observation};
  out.votes.push_back({std::move(where), std::move(observation), {}});
  return out;
}

}  // namespace ddns::ipsource
