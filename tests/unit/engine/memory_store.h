#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "ddns/state/store.h"

namespace ddns::test {

/// A state store that forgets when it is destroyed.
class MemoryStore final : public state::Store {
 public:
  bool failing = false;
  std::function<void()> on_transaction = {};  ///< called within each

  Result<std::vector<std::int64_t>> begin(const std::vector<state::Intent>& intents) override {
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
  Status end(const std::vector<state::Ending>& endings) override {
    return done([&] {
      for (const auto& ending : endings) {
        open_.erase(ending.intent);
        if (ending.now) rows_[ending.now->record] = *ending.now;
      }
    });
  }
  Result<std::vector<state::Intent>> dangling() override {
    return guarded<std::vector<state::Intent>>([&] { return values(open_); });
  }
  Result<std::vector<state::Remembered>> remembered(const std::string& account) override {
    return guarded<std::vector<state::Remembered>>([&] {
      auto all = values(rows_);
      std::erase_if(all, [&](const auto& row) { return row.record.account != account; });
      return all;
    });
  }
  Status verified(const std::vector<state::RecordRef>& records, WallTime at) override {
    return done([&] {
      for (const auto& ref : records) {
        if (const auto row = rows_.find(ref); row != rows_.end()) row->second.verified = at;
      }
    });
  }
  Status learned(const std::vector<state::Remembered>& rows) override {
    return done([&] {
      for (const auto& row : rows) rows_[row.record] = row;
    });
  }
  Status forget(const std::vector<state::RecordRef>& records) override {
    return done([&] {
      for (const auto& ref : records) rows_.erase(ref);
    });
  }
  Status block(const state::Block& block) override {
    return done([&] { blocks_[block.account] = block; });
  }
  Status unblock(const std::string& account) override {
    return done([&] { blocks_.erase(account); });
  }
  Result<std::vector<state::Block>> blocked() override {
    return guarded<std::vector<state::Block>>([&] { return values(blocks_); });
  }
  Status record(const std::vector<state::HistoryEntry>& entries) override {
    return done([&] { history_.insert(history_.end(), entries.begin(), entries.end()); });
  }
  Result<std::vector<state::HistoryEntry>> history(const state::HistoryQuery&) override {
    return guarded<std::vector<state::HistoryEntry>>([&] { return history_; });
  }

  [[nodiscard]] std::vector<state::HistoryEntry> all_history() const {
    const std::lock_guard lock(mutex_);
    return history_;
  }
  [[nodiscard]] unsigned transactions() const {
    const std::lock_guard lock(mutex_);
    return transactions_;
  }

 private:
  template <class Map>
  static std::vector<typename Map::mapped_type> values(const Map& map) {
    std::vector<typename Map::mapped_type> all;
    for (const auto& [key, value] : map) all.push_back(value);
    return all;
  }
  template <class T>
  Result<T> guarded(const std::function<T()>& work) {
    const std::lock_guard lock(mutex_);
    if (failing) return fail(Reason::io, "the disk is full");
    ++transactions_;
    if (on_transaction) on_transaction();
    return work();
  }
  Status done(const std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    if (failing) return fail(Reason::io, "the disk is full");
    ++transactions_;
    if (on_transaction) on_transaction();
    work();
    return {};
  }

  mutable std::mutex mutex_;
  std::map<std::int64_t, state::Intent> open_;
  std::map<state::RecordRef, state::Remembered> rows_;
  std::map<std::string, state::Block> blocks_;
  std::vector<state::HistoryEntry> history_;
  std::int64_t last_ = 0;
  unsigned transactions_ = 0;
};

}  // namespace ddns::test
