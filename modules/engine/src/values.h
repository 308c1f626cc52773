#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"
#include "ddns/core/record.h"
#include "ddns/core/trace_id.h"
#include "ddns/engine/settings.h"
#include "ddns/events/setup.h"
#include "ddns/plan/plan.h"
#include "ddns/state/store.h"

/// Values that cross between the engine thread and its workers. Records, sources and accounts are named by their place
/// in the settings; `generation` tells which settings.
namespace ddns::engine {

/// Both clocks at one moment.
struct Moment {
  SteadyTime steady{};
  WallTime wall{};
};

/// What stands at a service, as far as is known.
struct Published {
  AddressSet addresses;
  Attributes attributes = {};
  WallTime written{};
  std::optional<WallTime> verified = {};
};

/// What a lane shall do about one record.
struct LaneRecord {
  std::size_t record = 0;  ///< place in Settings::records
  plan::DesiredSet desired;
  std::optional<plan::ZoneRef> zone = {};   ///< found before
  std::optional<Published> published = {};  ///< remembered or known
  AddressSet also_ours = {};                ///< values of interrupted writes: ours too if they stand (shared sets)
  bool unknown = false;                     ///< only where nothing can be read: write without trusting memory
  std::optional<SteadyTime> not_written_before = {};  ///< the service's minimum interval for this name
  unsigned failures = 0;
  bool failed_last = false;  ///< the last attempt failed, even if it was for another wish
  events::Trigger trigger = events::Trigger::interval;
  std::string actor = {};
};

enum class ResultKind : std::uint8_t {
  updated,
  kept,
  failed,    ///< by an error of its own
  deferred,  ///< not before `until`, because of the service's limits
  untried,   ///< the account failed first, or the lane had to end
};

enum class ReadBack : std::uint8_t { none, right, wrong, unreadable };

/// What a lane did about one record.
struct RecordResult {
  std::size_t record = 0;
  ResultKind kind = ResultKind::untried;
  AddressSet wanted;                       ///< what the job was about; the wish may have changed since
  AddressSet before = {};                  ///< with updated
  plan::Why why = plan::Why::missing;      ///< with updated
  bool unchanged = false;                  ///< with updated: the service says it was so already
  bool was_read = false;                   ///< with kept: the service told it just now
  bool written = false;                    ///< a write of this name left
  bool unsure = false;                     ///< a write's effect is unknown
  bool account_wide = false;               ///< with failed: the account's error
  std::optional<Published> now = {};       ///< with updated and kept
  std::optional<plan::ZoneRef> zone = {};  ///< found or confirmed
  bool zone_lost = false;                  ///< what was known of its zone is wrong
  std::optional<Error> error = {};
  SteadyTime until{};  ///< with deferred
  ReadBack read_back = ReadBack::none;
  std::string read_back_detail = {};
  std::vector<state::Intent> dangling = {};  ///< left open because the effect is unknown
};

/// What must be proved about one record.
struct Check {
  std::size_t record = 0;
  RecordKey key;
  AddressSet addresses;
  bool shared = false;  ///< other values may stand beside ours
  std::optional<DomainName> zone = {};
};

enum class Seen : std::uint8_t { right, wrong, unverifiable };

struct CheckResult {
  std::size_t record = 0;
  AddressSet addresses;  ///< what was asked about
  Seen seen = Seen::unverifiable;
  unsigned witnesses = 0;
  events::Doubt doubt = events::Doubt::timeout;
  std::string detail = {};
};

/// What the state store shall keep: one transaction per member that is not empty.
struct JournalBatch {
  std::vector<state::Ending> endings = {};
  std::vector<state::Remembered> learned = {};
  std::vector<state::RecordRef> verified = {};
  WallTime verified_at{};
  std::vector<state::Block> blocks = {};
  std::vector<std::string> unblocked = {};
  std::vector<state::HistoryEntry> history = {};

  [[nodiscard]] bool empty() const noexcept {
    return endings.empty() && learned.empty() && verified.empty() && blocks.empty() && unblocked.empty() &&
           history.empty();
  }
};

}  // namespace ddns::engine
