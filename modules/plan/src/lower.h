#pragma once

#include "packer.h"

namespace ddns::plan {

/// One function per grain; each hands its operations to the packer.
void lower_to_records(const Plan& plan, const Capabilities& capabilities, Packer& packer);
void lower_to_sets(const Plan& plan, const Capabilities& capabilities, Packer& packer);
void lower_to_hosts(const Plan& plan, const Capabilities& capabilities, Packer& packer);

}  // namespace ddns::plan
