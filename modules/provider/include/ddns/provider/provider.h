#pragma once

#include <string>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/plan/operation.h"
#include "ddns/plan/zone_state.h"

namespace ddns::provider {

/// Which RRsets of a zone to read.
struct ReadScope {
  plan::ZoneRef zone;
  std::vector<RecordKey> keys;  ///< all within `zone`; never empty
};

/// What a service said about one operation that succeeded.
struct Ack {
  std::string id = {};     ///< the record's id after the operation; empty where the service has none
  bool unchanged = false;  ///< the service says it was so already (dyndns2 `nochg`)
  friend bool operator==(const Ack&, const Ack&) = default;
};

/// One outcome per operation of the unit, in the unit's order. An Error states its effect.
using UnitResult = std::vector<Result<Ack>>;

/// A DNS service, dumb on purpose: values in and out, no diff, retry, sleep, log, thread or clock of its own. All
/// methods are const and are called from several threads at once. Nothing is cached here: what was found goes back to
/// the engine as a value. Every call obeys call.deadline and call.stop through the ports it is given.
class Provider {
 public:
  virtual ~Provider() = default;

  /// What this account can do; may depend on its settings. Lives as long as the provider.
  [[nodiscard]] virtual const plan::Capabilities& capabilities() const noexcept = 0;

  /// The zones of this account that cover `names`: at least the longest matching zone of each name that has one; more
  /// (the whole account) are welcome when they cost no extra call. A name without a zone is no error here. Called only
  /// with Capabilities::has_zones, and only for names whose zone the user did not state and the engine does not know.
  [[nodiscard]] virtual Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names,
                                                                      const Call& call) const;

  /// The actual state of the asked RRsets, all pages. The answer's zone carries what apply() will need (its id). A
  /// stated zone may come without id: then it is looked up here. Called only with Capabilities::can_read.
  [[nodiscard]] virtual Result<plan::ZoneState> read(const ReadScope& scope, const Call& call) const;

  /// Does one unit. Precondition: it was lowered with this provider's capabilities.
  [[nodiscard]] virtual UnitResult apply(const plan::Unit& unit, const Call& call) const = 0;
};

/// The same outcome for every operation of the unit.
[[nodiscard]] UnitResult all_of(const plan::Unit& unit, const Result<Ack>& outcome);

}  // namespace ddns::provider
