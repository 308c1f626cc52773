#pragma once

#include <vector>

#include "ddns/plan/operation.h"

namespace ddns::plan {

/// Fills units with operations, RRset by RRset, within the service's batch size.
class Packer {
 public:
  Packer(const ZoneRef& zone, const Capabilities& capabilities);

  /// The operations of one RRset. Where phases may mix they ride in one unit; where they do not fit, or may not mix,
  /// the deletes wait for phase 1.
  void add(std::vector<Operation> writes, std::vector<Operation> deletes);
  /// A single write or delete.
  void add_write(Operation operation);
  void add_delete(Operation operation);

  /// Phase 0 first.
  [[nodiscard]] std::vector<Unit> finish() &&;

 private:
  void append(std::vector<Unit>& units, unsigned phase, Operation operation);
  [[nodiscard]] bool has_room(std::size_t operations) const;
  [[nodiscard]] Unit empty_unit(unsigned phase) const;

  const ZoneRef& zone_;
  std::size_t batch_;
  bool atomic_;
  bool mixes_;
  std::vector<Unit> writes_;
  std::vector<Unit> deletes_;
};

}  // namespace ddns::plan
