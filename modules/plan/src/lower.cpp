#include "lower.h"

namespace ddns::plan {

std::vector<Unit> lower(const Plan& plan, const Capabilities& capabilities) {
  Packer packer(plan.zone, capabilities);
  switch (capabilities.grain) {
    case Grain::record:
      lower_to_records(plan, capabilities, packer);
      break;
    case Grain::rrset:
      lower_to_sets(plan, capabilities, packer);
      break;
    case Grain::host:
      lower_to_hosts(plan, capabilities, packer);
      break;
  }
  return std::move(packer).finish();
}

}  // namespace ddns::plan
