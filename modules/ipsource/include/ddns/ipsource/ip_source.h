#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/observation.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::ipsource {

/// What one witness said: one URL of an http source, one server of a dns source. Sources with a single witness
/// (interface, file, static, command) give one vote.
struct Vote {
  std::string where;  ///< host, interface or file name; never a full URL
  Observation said;
  std::chrono::milliseconds took{0};
};

/// What a source found out about one family, with the evidence.
struct Sighting {
  Observation observation;
  /// Usable too, best first, for when everything in the observation turns out to be unpublishable.
  std::vector<IpAddress> others = {};
  std::vector<Vote> votes = {};
  bool disagreement = false;  ///< two witnesses, two answers
};

/// Where addresses come from. const, called from several threads; never waits beyond call.deadline. A source that knows
/// several usable addresses answers only the preferred one, unless its settings ask for all.
class IpSource {
 public:
  virtual ~IpSource() = default;
  [[nodiscard]] virtual Sighting observe(Family family, const Call& call) const = 0;
  /// True when the kernel tells about changes (interface): such a source is asked at once after an event and counts as
  /// confirmed in between.
  [[nodiscard]] virtual bool event_backed() const noexcept { return false; }
};

/// A source type in the catalogue.
struct SourceSpec {
  std::string type;  ///< as written in the configuration: http, dns, interface, command, file, static
  std::string help;
  schema::Schema settings;
  /// Errors: Reason::config. Never does I/O.
  std::function<Result<std::unique_ptr<IpSource>>(const schema::Values&)> make;
};

/// Every source type of this build, in the order of the documentation. The reference lives for ever.
[[nodiscard]] const std::vector<SourceSpec>& catalogue();

}  // namespace ddns::ipsource
