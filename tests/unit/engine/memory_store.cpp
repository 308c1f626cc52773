#include "memory_store.h"

namespace ddns::test {
namespace {

template <class Map>
std::vector<typename Map::mapped_type> values(const Map& map) {
  std::vector<typename Map::mapped_type> all;
  for (const auto& [key, value] : map) all.push_back(value);
  return all;
}

}  // namespace

MemoryStore::MemoryStore() = default;
MemoryStore::~MemoryStore() = default;

template <class T>
Result<T> MemoryStore::guarded(const std::function<T()>& work) {
  const std::lock_guard lock(mutex_);
  if (failing) return fail(Reason::io, "the disk is full");
  ++transactions_;
  if (on_transaction) on_transaction();
  return work();
}

Status MemoryStore::done(const std::function<void()>& work) {
  const auto did = guarded<bool>([&] {
    work();
    return true;
  });
  if (!did) return fail(did.error());
  return {};
}

Result<std::vector<std::int64_t>> MemoryStore::begin(const std::vector<state::Intent>& intents) {
  return guarded<std::vector<std::int64_t>>([&] {
    std::vector<std::int64_t> ids;
    for (const auto& intent : intents) {
      open_[++last_] = intent;
      open_[last_].id = last_;
      ids.push_back(last_);
    }
    return ids;
  });
}

Status MemoryStore::end(const std::vector<state::Ending>& endings) {
  return done([&] {
    for (const auto& ending : endings) {
      open_.erase(ending.intent);
      if (ending.now) rows_[ending.now->record] = *ending.now;
    }
  });
}

Result<std::vector<state::Intent>> MemoryStore::dangling() {
  return guarded<std::vector<state::Intent>>([&] { return values(open_); });
}

Result<std::vector<state::Remembered>> MemoryStore::remembered(const std::string& account) {
  return guarded<std::vector<state::Remembered>>([&] {
    auto all = values(rows_);
    std::erase_if(all, [&](const auto& row) { return row.record.account != account; });
    return all;
  });
}

Status MemoryStore::verified(const std::vector<state::RecordRef>& records, WallTime at) {
  return done([&] {
    for (const auto& ref : records) {
      if (const auto row = rows_.find(ref); row != rows_.end()) row->second.verified = at;
    }
  });
}

Status MemoryStore::learned(const std::vector<state::Remembered>& rows) {
  return done([&] {
    for (const auto& row : rows) rows_[row.record] = row;
  });
}

Status MemoryStore::block(const state::Block& block) {
  return done([&] { blocks_[block.account] = block; });
}

Status MemoryStore::unblock(const std::string& account) {
  return done([&] { blocks_.erase(account); });
}

Result<std::vector<state::Block>> MemoryStore::blocked() {
  return guarded<std::vector<state::Block>>([&] { return values(blocks_); });
}

Status MemoryStore::record(const std::vector<state::HistoryEntry>& entries) {
  return done([&] { history_.insert(history_.end(), entries.begin(), entries.end()); });
}

Result<std::vector<state::HistoryEntry>> MemoryStore::history(const state::HistoryQuery&) {
  return guarded<std::vector<state::HistoryEntry>>([&] { return history_; });
}

std::vector<state::HistoryEntry> MemoryStore::all_history() const {
  const std::lock_guard lock(mutex_);
  return history_;
}

unsigned MemoryStore::transactions() const {
  const std::lock_guard lock(mutex_);
  return transactions_;
}

}  // namespace ddns::test
