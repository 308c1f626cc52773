#include "packer.h"

#include <algorithm>
#include <iterator>

namespace ddns::plan {

Packer::Packer(const ZoneRef& zone, const Capabilities& capabilities)
    : zone_(zone),
      batch_(std::max(1U, capabilities.batch)),
      atomic_(capabilities.batch_atomic),
      mixes_(capabilities.batch_mixes_phases) {}

void Packer::add(std::vector<Operation> writes, std::vector<Operation> deletes) {
  const std::size_t all = writes.size() + deletes.size();
  const bool together = mixes_ && all <= batch_;
  if (together && all > 0 && !has_room(all)) writes_.push_back(empty_unit(0));
  for (Operation& operation : writes) append(writes_, 0, std::move(operation));
  for (Operation& operation : deletes) {
    if (together) {
      append(writes_, 0, std::move(operation));
    } else {
      append(deletes_, 1, std::move(operation));
    }
  }
}

void Packer::add_write(Operation operation) { append(writes_, 0, std::move(operation)); }

void Packer::add_delete(Operation operation) {
  if (mixes_) {
    append(writes_, 0, std::move(operation));
  } else {
    append(deletes_, 1, std::move(operation));
  }
}

std::vector<Unit> Packer::finish() && {
  writes_.insert(writes_.end(), std::make_move_iterator(deletes_.begin()), std::make_move_iterator(deletes_.end()));
  return std::move(writes_);
}

void Packer::append(std::vector<Unit>& units, unsigned phase, Operation operation) {
  if (units.empty() || units.back().operations.size() >= batch_) units.push_back(empty_unit(phase));
  units.back().operations.push_back(std::move(operation));
}

bool Packer::has_room(std::size_t operations) const {
  return !writes_.empty() && writes_.back().operations.size() + operations <= batch_;
}

Unit Packer::empty_unit(unsigned phase) const { return Unit{.zone = zone_, .phase = phase, .atomic = atomic_}; }

}  // namespace ddns::plan
