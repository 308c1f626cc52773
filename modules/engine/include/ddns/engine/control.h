#pragma once

#include <future>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/domain_name.h"
#include "ddns/core/error.h"
#include "ddns/core/record.h"
#include "ddns/plan/plan.h"

namespace ddns::engine {

/// "Check now": ask the sources and bring the records up to date without waiting for the interval.
struct UpdateRequest {
  std::optional<DomainName> name = {};  ///< only this name; absent = all
  bool force =
      false;          ///< read the services and prove the records even if nothing changed; clears back-off (not blocks)
  std::string actor;  ///< who asked: "api 127.0.0.1", "signal", "command line": goes into the history
};

enum class OutcomeKind : unsigned char { updated, kept, failed, unavailable, paused };
[[nodiscard]] std::string_view to_string(OutcomeKind kind) noexcept;

struct RecordOutcome {
  RecordKey key;
  std::string account;
  OutcomeKind kind = OutcomeKind::kept;
  AddressSet addresses;  ///< wanted
  std::optional<Error> error = {};
};

/// One entry per record the request was about, in configuration order. Proof follows later, as events.
struct UpdateReport {
  std::vector<RecordOutcome> records;
};

/// What would be done, and what could not be found out.
struct PlanReport {
  struct Entry {
    std::string account;
    plan::Plan plan;
  };
  struct Failure {
    std::string account;  ///< or a source's id
    std::vector<RecordKey> keys;
    Error error;
  };
  std::vector<Entry> plans;
  std::vector<Failure> failures;
};

/// The engine as others may steer it. All methods are safe to call from any thread; futures become ready even when the
/// engine stops (then with Reason::cancelled in every outcome).
class Control {
 public:
  virtual ~Control() = default;
  [[nodiscard]] virtual std::future<UpdateReport> update(UpdateRequest request) = 0;
  /// Reads sources and services, writes nothing.
  [[nodiscard]] virtual std::future<PlanReport> plan() = 0;
  /// Paused: sources are still asked, nothing is written.
  virtual void pause(bool paused) = 0;
};

}  // namespace ddns::engine
