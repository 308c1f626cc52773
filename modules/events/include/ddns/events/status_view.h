#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ddns/events/event.h"
#include "ddns/events/sink.h"

namespace ddns::events {

/// Everything a page or scrape shows, folded from events. A plain value: copy, compare, keep.
struct SourceStatus {
  Setup::Source setup;
  struct PerFamily {
    std::optional<Observation> observation = {};  ///< absent until first asked
    std::optional<WallTime> last_known = {};      ///< last time it was Known
    std::optional<WallTime> last_change = {};
    std::optional<Error> last_error = {};
    std::optional<AddressSet> accepted = {};  ///< what records follow; an observation may wait to be believed
  };
  PerFamily ipv4 = {}, ipv6 = {};
};

struct RecordStatus {
  Setup::Record setup;
  std::string provider;
  std::optional<AddressSet> wanted = {};     ///< from the last change of its source
  std::optional<AddressSet> published = {};  ///< what the service acknowledged or was read to hold
  std::optional<WallTime> last_update = {};  ///< last write accepted
  std::optional<WallTime> last_verified = {};
  std::optional<WallTime> out_of_sync_since = {};  ///< known to be wrong since; absent = right, or nobody knows
  std::optional<Error> last_error = {};
  std::optional<WallTime> next_attempt = {};
  unsigned failures = 0;
  unsigned witnesses = 0;
  std::string doubt = {};  ///< detail of the last failed proof; empty when proved
  std::uint64_t updates = 0;
  std::map<Reason, std::uint64_t> update_failures = {};
  /// Time-based SLI in seconds; accounted by fold_into() and by account_until() at a scrape.
  double observed_seconds = 0, wrong_seconds = 0;
  SteadyTime accounted{};
  std::optional<SteadyTime> wrong_from = {};  ///< the steady twin of out_of_sync_since, or of suspected_since
  std::optional<SteadyTime> confirmed = {};   ///< when its source last confirmed the address it follows
  double at_risk_seconds = 0;  ///< counted as right, but wrong if the address turns out to have changed at `confirmed`
  std::optional<SteadyTime> proved = {};  ///< the steady twin of last_verified, for the address it follows now
  double unproved_seconds = 0;            ///< counted as right, but wrong if somebody changed the record at `proved`
  bool address_unknown = false;           ///< its source cannot tell at present: then nobody knows whether it is right
  bool unverifiable = false;  ///< it may be right: no name server could be asked, or a look at the service failed
  std::optional<WallTime> suspected_since = {};  ///< out_of_sync_since, put by while `unverifiable`
  bool seen_wrong = false;                       ///< a wrong answer was seen, and nothing was written since
};

/// What is known about a record now; only `right` and `wrong` are observed time.
enum class Standing : std::uint8_t { right, wrong, unknown };
[[nodiscard]] std::string_view to_string(Standing standing) noexcept;
[[nodiscard]] Standing standing_of(const RecordStatus& record) noexcept;

/// What records that left the configuration had counted: a sum over all records must not shrink when one goes.
struct Departed {
  std::uint64_t updates = 0, update_failures = 0;
  double observed_seconds = 0, wrong_seconds = 0;
};

struct AccountStatus {
  Setup::Account setup;
  std::optional<Error> paused = {};
  std::optional<WallTime> paused_until = {};  ///< absent while paused = waits for a person
};

struct StatusView {
  std::string version, revision, config_path;
  WallTime started{};
  bool ready = false, stopping = false, paused = false;
  Setup setup;
  std::map<std::string, SourceStatus> sources;
  std::map<std::string, AccountStatus> accounts;
  std::map<std::pair<std::string, RecordKey>, RecordStatus> records;     ///< by account and key
  std::map<std::pair<std::string, RecordType>, Departed> departed = {};  ///< by service and type
  std::optional<WallTime> last_cycle_started = {}, last_cycle_completed = {}, last_cycle_success = {};
  std::optional<SteadyTime> last_progress = {};
  std::optional<Error> listener_error = {}, state_error = {};
  std::optional<WallTime> last_reload = {};
  bool last_reload_ok = true;
};

/// One event further. Records that left the configuration vanish into `departed`; those that stay keep their history.
/// No clock, no I/O.
void fold_into(StatusView& view, const Event& event);

/// Brings the SLI seconds of every record up to `now`.
void account_until(StatusView& view, SteadyTime now);

/// Keeps the newest view and hands out immutable snapshots to any thread. A snapshot is made only when asked for.
class StatusBoard final : public EventSink {
 public:
  StatusBoard();
  ~StatusBoard() override;
  void publish(const Event& event) noexcept override;
  [[nodiscard]] std::shared_ptr<const StatusView> snapshot() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::events
