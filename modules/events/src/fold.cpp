#include <utility>

#include "ddns/events/status_view.h"
#include "sli.h"

namespace ddns::events {
namespace {

/// One overload per event that the view remembers; what has none changes nothing.
class Folder {
 public:
  Folder(StatusView& view, const Event& event) : view_(view), event_(event) {}

  void operator()(const ProcessStarted& e) {
    view_.version = e.version;
    view_.revision = e.revision;
    view_.started = event_.at;
    view_.last_progress = event_.steady;
  }
  void operator()(const ProcessReady&) { view_.ready = true; }
  void operator()(const ProcessStopping&) { view_.stopping = true; }
  void operator()(const ListenerChanged& e) { view_.listener_error = e.error; }
  void operator()(const PauseChanged& e) { view_.paused = e.paused; }
  void operator()(const ConfigRejected&) { view_.last_reload_ok = false; }
  void operator()(const StateWritten&) { view_.state_error.reset(); }
  void operator()(const StateFailed& e) { view_.state_error = e.error; }

  void operator()(const ConfigLoaded& e) {
    view_.config_path = e.path;
    view_.setup = e.setup;
    view_.last_reload = event_.at;
    view_.last_reload_ok = true;
    keep_configured_sources(e.setup);
    keep_configured_accounts(e.setup);
    keep_configured_records(e.setup);
  }

  void operator()(const CycleStarted&) {
    view_.last_cycle_started = event_.at;
    view_.last_progress = event_.steady;
  }
  void operator()(const CycleFinished& e) {
    view_.last_cycle_completed = event_.at;
    if (!e.error) view_.last_cycle_success = event_.at;
    view_.last_progress = event_.steady;
  }

  void operator()(const SourceAsked& e) {
    auto* family = source(e.source, e.family);
    if (family == nullptr) return;
    family->observation = e.observation;
    if (const auto* unavailable = std::get_if<Unavailable>(&e.observation)) {
      family->last_error = unavailable->why;
      for_followers(e.source, e.family, [&](RecordStatus& record) { lose_sight(record); });
      return;
    }
    family->last_error.reset();
    family->last_known = event_.at;
    const AddressSet& seen = std::get<Known>(e.observation).addresses;
    if (!family->accepted) family->accepted = seen;
    // Another address than the accepted one waits to be believed: it confirms nothing.
    const bool confirmed = *family->accepted == seen;
    for_followers(e.source, e.family, [&](RecordStatus& record) {
      if (tells_nothing(seen, record)) return lose_sight(record);
      regain_sight(record, confirmed);
    });
  }
  void operator()(const AddressChanged& e) {
    if (auto* family = source(e.source, e.family)) {
      family->last_change = event_.at;
      family->accepted = e.after;
    }
    for_followers(e.source, e.family, [&](RecordStatus& record) {
      if (tells_nothing(e.after, record)) return lose_sight(record);
      lose_confirmation(record, event_.steady, e.confirmed);
      forget_suspicion(record);
      fall_out_of_sync(record, e.last_confirmed.value_or(event_.at), e.confirmed);
    });
  }

  void operator()(const RecordUpdated& e) {
    auto* record = find(e.account, e.key);
    if (record == nullptr) return;
    record->provider = e.provider;
    record->wanted = e.after;
    record->published = e.after;
    record->last_update = event_.at;
    if (!e.unchanged) {
      ++record->updates;
      record->seen_wrong = false;
    }
    clear_failure(*record);
    if (record->setup.verification == plan::Verification::remembered) prove(*record);
  }
  void operator()(const RecordUpdateFailed& e) {
    auto* record = find(e.account, e.key);
    if (record == nullptr) return;
    record->provider = e.provider;
    record->wanted = e.wanted;
    record->last_error = e.error;
    record->failures = e.failures;
    record->next_attempt = e.next_attempt;
    ++record->update_failures[e.error.reason];
    // A look at a record that was not known to be wrong failed: nobody knows now, which is not the same as wrong.
    if (!e.written && !record->out_of_sync_since && record->published == e.wanted) {
      suspect(*record);
    } else {
      fall_out_of_sync(*record, event_.at);
    }
  }
  void operator()(const RecordKept& e) {
    auto* record = find(e.account, e.key);
    if (record == nullptr) return;
    record->wanted = e.addresses;
    record->published = e.addresses;
    clear_failure(*record);
    if (record->setup.verification != plan::Verification::authoritative) prove(*record);
  }

  void operator()(const RecordVerified& e) {
    auto* record = find(e.account, e.key);
    if (record == nullptr) return;
    record->wanted = e.addresses;
    record->published = e.addresses;
    record->witnesses = e.witnesses;
    prove(*record);
  }
  void operator()(const RecordDoubted& e) {
    auto* record = find(e.account, e.key);
    if (record == nullptr) return;
    record->doubt = e.detail.empty() ? std::string(to_string(e.doubt)) : e.detail;
    if (e.wrong) {
      lose_proof(*record);
      fall_out_of_sync(*record, record->proved ? *record->last_verified : event_.at, record->proved);
      record->seen_wrong = true;
    } else if (may_be_right(*record)) {
      suspect(*record);
    }
  }

  void operator()(const AccountPaused& e) {
    const auto found = view_.accounts.find(e.account);
    if (found == view_.accounts.end()) return;
    found->second.paused = e.error;
    found->second.paused_until = e.until;
  }
  void operator()(const AccountResumed& e) {
    const auto found = view_.accounts.find(e.account);
    if (found == view_.accounts.end()) return;
    found->second.paused.reset();
    found->second.paused_until.reset();
  }

  template <class Other>
  void operator()(const Other&) {}

 private:
  SourceStatus::PerFamily* source(const std::string& id, Family family) {
    const auto found = view_.sources.find(id);
    if (found == view_.sources.end()) return nullptr;
    return family == Family::ipv4 ? &found->second.ipv4 : &found->second.ipv6;
  }

  /// The record as it was up to now is accounted before anything about it changes.
  RecordStatus* find(const std::string& account, const RecordKey& key) {
    const auto found = view_.records.find({account, key});
    if (found == view_.records.end()) return nullptr;
    account_record(found->second, event_.steady);
    return &found->second;
  }

  template <class Work>
  void for_followers(const std::string& source, Family family, const Work& work) {
    for (auto& [key, record] : view_.records) {
      if (record.setup.source == source && family_of(record.setup.key.type) == family) work(record);
    }
  }

  /// No address, and this record shall stand nevertheless.
  static bool tells_nothing(const AddressSet& seen, const RecordStatus& record) {
    return seen.empty() && !record.setup.clears;
  }

  void lose_sight(RecordStatus& record) {
    account_record(record, event_.steady);
    record.address_unknown = true;
  }

  void regain_sight(RecordStatus& record, bool confirmed) {
    account_record(record, event_.steady);
    record.address_unknown = false;
    if (confirmed) confirm_record(record, event_.steady);
  }

  /// `steady`: the same moment on the steady clock, where it is known; the wall clock also counts sleep, and jumps.
  void fall_out_of_sync(RecordStatus& record, WallTime since, const std::optional<SteadyTime>& steady = {}) {
    account_record(record, event_.steady);
    record.unverifiable = false;
    if (record.out_of_sync_since) return;
    record.out_of_sync_since = record.suspected_since.value_or(since);
    if (std::exchange(record.suspected_since, std::nullopt)) return;
    record.wrong_from =
        steady ? std::min(*steady, event_.steady) : event_.steady - (event_.at - std::min(since, event_.at));
  }

  /// Written, but nobody can be asked. What was seen to be wrong stays so until it is written or seen to be right.
  static bool may_be_right(const RecordStatus& record) {
    const bool written = record.wanted && record.published == record.wanted;
    return written && !record.seen_wrong && (!record.last_error || record.unverifiable);
  }

  /// From now on nobody knows. If it turns out to be wrong, it was so from the beginning.
  static void suspect(RecordStatus& record) {
    record.unverifiable = true;
    if (record.out_of_sync_since) record.suspected_since = std::exchange(record.out_of_sync_since, std::nullopt);
  }

  /// Another address: what is said of it has nothing to do with what was suspected of the former one.
  static void forget_suspicion(RecordStatus& record) {
    record.unverifiable = false;
    record.proved.reset();
    record.unproved_seconds = 0;
    if (std::exchange(record.suspected_since, std::nullopt)) record.wrong_from.reset();
  }

  void prove(RecordStatus& record) {
    record.last_verified = event_.at;
    record.proved = event_.steady;
    record.unproved_seconds = 0;
    record.out_of_sync_since.reset();
    record.suspected_since.reset();
    record.wrong_from.reset();
    record.unverifiable = false;
    record.seen_wrong = false;
    record.doubt.clear();
    clear_failure(record);
  }

  static void clear_failure(RecordStatus& record) {
    record.last_error.reset();
    record.next_attempt.reset();
    record.failures = 0;
  }

  void keep_configured_sources(const Setup& setup) {
    std::map<std::string, SourceStatus> kept;
    for (const auto& source : setup.sources) {
      auto old = view_.sources.extract(source.id);
      SourceStatus status = old && old.mapped().setup.type == source.type ? std::move(old.mapped()) : SourceStatus{};
      status.setup = source;
      kept.emplace(source.id, std::move(status));
    }
    view_.sources = std::move(kept);
  }

  void keep_configured_accounts(const Setup& setup) {
    std::map<std::string, AccountStatus> kept;
    for (const auto& account : setup.accounts) {
      auto old = view_.accounts.extract(account.id);
      const bool same = old && old.mapped().setup.provider == account.provider;
      AccountStatus status = same ? std::move(old.mapped()) : AccountStatus{};
      status.setup = account;
      kept.emplace(account.id, std::move(status));
    }
    view_.accounts = std::move(kept);
  }

  void keep_configured_records(const Setup& setup) {
    std::map<std::pair<std::string, RecordKey>, RecordStatus> kept;
    for (const auto& record : setup.records) {
      const auto account = view_.accounts.find(record.account);
      const std::string provider = account == view_.accounts.end() ? std::string() : account->second.setup.provider;
      auto old = view_.records.find({record.account, record.key});
      RecordStatus status;
      // The same name at another service is another record: nothing is known of it yet.
      if (old != view_.records.end() && old->second.provider == provider) {
        status = std::move(view_.records.extract(old).mapped());
      }
      status.setup = record;
      status.provider = provider;
      account_record(status, event_.steady);
      kept.emplace(std::pair{record.account, record.key}, std::move(status));
    }
    for (auto& [key, record] : view_.records) depart(record);
    view_.records = std::move(kept);
  }

  void depart(RecordStatus& record) {
    account_record(record, event_.steady);
    Departed& all = view_.departed[{record.provider, record.setup.key.type}];
    all.updates += record.updates;
    for (const auto& [reason, count] : record.update_failures) all.update_failures += count;
    all.observed_seconds += record.observed_seconds;
    all.wrong_seconds += record.wrong_seconds;
  }

  StatusView& view_;
  const Event& event_;
};

}  // namespace

void fold_into(StatusView& view, const Event& event) { std::visit(Folder(view, event), event.payload); }

}  // namespace ddns::events
