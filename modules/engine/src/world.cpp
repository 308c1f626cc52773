#include "world.h"

#include <algorithm>
#include <utility>

namespace ddns::engine {
namespace {

template <class Items>
std::optional<std::size_t> place_of(const Items& items, const std::string& id) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].id == id) return i;
  }
  return std::nullopt;
}

std::map<std::string, std::size_t, std::less<>> places(const auto& items) {
  std::map<std::string, std::size_t, std::less<>> result;
  for (std::size_t i = 0; i < items.size(); ++i) result.emplace(items[i].id, i);
  return result;
}

std::size_t watch_for(World& world, std::size_t source, Family family) {
  for (std::size_t i = 0; i < world.watches.size(); ++i) {
    if (world.watches[i].source == source && world.watches[i].family == family) return i;
  }
  const SourceSettings& settings = world.settings->sources[source];
  Watch watch;
  watch.source = source;
  watch.family = family;
  watch.event_backed = settings.source->event_backed();
  watch.required = settings.required;
  world.watches.push_back(std::move(watch));
  return world.watches.size() - 1;
}

bool same_wish(const RecordSettings& a, const RecordSettings& b) {
  return a.target.key == b.target.key && a.target.attributes == b.target.attributes &&
         a.target.host_ids == b.target.host_ids && a.target.include_observed == b.target.include_observed &&
         a.target.shared == b.target.shared && a.target.clear_when_none == b.target.clear_when_none &&
         a.target.many_values == b.target.many_values && a.account == b.account && a.source == b.source &&
         a.zone == b.zone;
}

void carry_watches(World& old, World& fresh) {
  for (Watch& watch : fresh.watches) {
    const std::string& id = fresh.settings->sources[watch.source].id;
    const auto found = std::ranges::find_if(old.watches, [&](const Watch& other) {
      return other.family == watch.family && old.settings->sources[other.source].id == id;
    });
    if (found == old.watches.end()) continue;
    watch.accepted = std::move(found->accepted);
    watch.confirmed = found->confirmed;
    watch.confirmed_steady = found->confirmed_steady;
    watch.damper = std::move(found->damper);
  }
}

/// By place in the fresh world: the place in the old one, where the account is still the same.
std::vector<std::optional<std::size_t>> carry_accounts(World& old, World& fresh) {
  std::vector<std::optional<std::size_t>> same(fresh.accounts.size());
  for (std::size_t i = 0; i < fresh.accounts.size(); ++i) {
    const AccountSettings& settings = fresh.settings->accounts[i];
    const auto place = place_of(old.settings->accounts, settings.id);
    if (!place || old.settings->accounts[*place].fingerprint != settings.fingerprint) continue;
    same[i] = place;
    fresh.accounts[i] = std::move(old.accounts[*place]);
  }
  return same;
}

void carry_track(const RecordSettings& before, Track& from, const RecordSettings& after, Track& to) {
  to.published = std::move(from.published);
  to.zone = std::move(from.zone);
  to.unsure = from.unsure;
  to.failed_last = from.failed_last;
  if (!same_wish(before, after)) return;
  to.wanted = std::move(from.wanted);
  to.refusal = std::move(from.refusal);
  to.settled = from.settled;
  to.resend = from.resend;
  to.resend_at = from.resend_at;
  to.resends = from.resends;
  to.refreshing = from.refreshing;
  to.refresh_from = from.refresh_from;
  to.must_read = from.must_read;
  to.drift = from.drift;
  to.not_before = from.not_before;
  to.retry_at = from.retry_at;
  to.trouble = std::move(from.trouble);
  to.detected = from.detected;
  to.trigger = from.trigger;
  to.trace = from.trace;
  to.proof = from.proof;
  to.proof.in_flight = false;
}

}  // namespace

World make_world(std::shared_ptr<const Settings> settings) {
  World world;
  world.paused = settings->start_paused;
  world.settings = std::move(settings);
  const auto accounts = places(world.settings->accounts);
  const auto sources = places(world.settings->sources);
  for (const AccountSettings& account : world.settings->accounts) {
    world.accounts.push_back({.pacer = std::make_shared<Pacer>(account.provider->capabilities().rate)});
  }
  world.tracks.resize(world.settings->records.size());
  for (std::size_t i = 0; i < world.tracks.size(); ++i) {
    const RecordSettings& record = world.settings->records[i];
    Track& track = world.tracks[i];
    if (const auto found = accounts.find(record.account); found != accounts.end()) track.account = found->second;
    const auto source = sources.find(record.source);
    if (source == sources.end() || !track.account) continue;
    track.watch = watch_for(world, source->second, family_of(record.target.key.type));
    Watch& watch = world.watches[*track.watch];
    watch.records.push_back(i);
    watch.may_clear = watch.may_clear || record.target.clear_when_none;
  }
  return world;
}

void carry_over(World& old, World& fresh) {
  fresh.generation = old.generation + 1;
  fresh.loaded = old.loaded;
  fresh.paused = old.paused;
  fresh.journal = std::move(old.journal);
  fresh.journal_busy = old.journal_busy;
  fresh.last_round = old.last_round;
  fresh.checks_running = old.checks_running;
  carry_watches(old, fresh);
  const auto same = carry_accounts(old, fresh);

  std::map<std::pair<std::size_t, RecordKey>, std::size_t> former;
  for (std::size_t i = 0; i < old.tracks.size(); ++i) {
    if (old.tracks[i].account)
      former.emplace(std::pair{*old.tracks[i].account, old.settings->records[i].target.key}, i);
  }
  for (std::size_t i = 0; i < fresh.tracks.size(); ++i) {
    Track& track = fresh.tracks[i];
    if (!track.account || !same[*track.account]) continue;
    const auto found = former.find({*same[*track.account], fresh.settings->records[i].target.key});
    if (found == former.end()) continue;
    carry_track(old.settings->records[found->second], old.tracks[found->second], fresh.settings->records[i], track);
    if (auto open = old.dangling.extract(found->second)) fresh.dangling[i] = std::move(open.mapped());
  }
}

}  // namespace ddns::engine
