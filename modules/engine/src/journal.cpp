#include "journal.h"

#include <utility>

#include "ddns/events/event.h"

namespace ddns::engine {
namespace {

template <class T>
Status status_of(const Result<T>& result) {
  if (!result) return fail(result.error());
  return {};
}

template <class T>
void append(std::vector<T>& all, Result<std::vector<T>>&& part) {
  if (!part) return;
  all.insert(all.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
}

}  // namespace

void Journal::report(Status status, std::chrono::microseconds took) {
  if (status && environment_.state_lost) status = fail(*environment_.state_lost);
  const bool failing = !status;
  const bool news = failing ? !failing_ : failing_ || !told_;
  failing_ = failing;
  told_ = true;
  events::Payload payload = events::StateWritten{.took = took, .news = news};
  if (failing) payload = events::StateFailed{.error = status.error(), .news = news};
  environment_.sink.publish({environment_.clock.wall(), environment_.clock.steady(), {}, std::move(payload)});
}

template <class Work>
auto Journal::timed(const Work& work) {
  const SteadyTime began = environment_.clock.steady();
  auto result = work();
  report(status_of(result), std::chrono::duration_cast<std::chrono::microseconds>(environment_.clock.steady() - began));
  return result;
}

Loaded Journal::load(const Settings& settings) {
  const std::lock_guard lock(mutex_);
  Loaded loaded;
  const auto take = [&](auto& all, auto&& part) {
    if (!part) report(status_of(part), {});
    append(all, std::forward<decltype(part)>(part));
  };
  take(loaded.dangling, environment_.store.dangling());
  take(loaded.blocks, environment_.store.blocked());
  for (const AccountSettings& account : settings.accounts) {
    take(loaded.rows, environment_.store.remembered(account.id));
  }
  return loaded;
}

std::vector<std::int64_t> Journal::begin(const std::vector<state::Intent>& intents) {
  if (intents.empty()) return {};
  const std::lock_guard lock(mutex_);
  auto ids = timed([&] { return environment_.store.begin(intents); });
  if (!ids || ids->size() != intents.size()) return {};
  return *std::move(ids);
}

void Journal::end(const std::vector<state::Ending>& endings) {
  if (endings.empty()) return;
  const std::lock_guard lock(mutex_);
  (void)timed([&] { return environment_.store.end(endings); });
}

void Journal::learned(const std::vector<state::Remembered>& rows) {
  if (rows.empty()) return;
  const std::lock_guard lock(mutex_);
  (void)timed([&] { return environment_.store.learned(rows); });
}

void Journal::write(const JournalBatch& batch) {
  end(batch.endings);
  learned(batch.learned);
  const std::lock_guard lock(mutex_);
  state::Store& store = environment_.store;
  if (!batch.verified.empty()) (void)timed([&] { return store.verified(batch.verified, batch.verified_at); });
  for (const state::Block& block : batch.blocks) (void)timed([&] { return store.block(block); });
  for (const std::string& account : batch.unblocked) (void)timed([&] { return store.unblock(account); });
  if (!batch.history.empty()) (void)timed([&] { return store.record(batch.history); });
}

}  // namespace ddns::engine
