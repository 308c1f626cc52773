#include "ddns/provider/provider.h"

namespace ddns::provider {

Result<std::vector<plan::ZoneRef>> Provider::find_zones(const std::vector<DomainName>& names,
                                                        const Call& /*call*/) const {
  return fail(Reason::internal,
              "this provider was asked for the zones of " + std::to_string(names.size()) + " names, but has no zones");
}

Result<plan::ZoneState> Provider::read(const ReadScope& scope, const Call& /*call*/) const {
  return fail(Reason::internal, "this provider was asked to read zone " + scope.zone.name.text() + ", but cannot read");
}

UnitResult all_of(const plan::Unit& unit, const Result<Ack>& outcome) {
  return UnitResult(unit.operations.size(), outcome);
}

}  // namespace ddns::provider
