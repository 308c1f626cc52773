#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "ddns/state/store.h"

namespace ddns::test {

/// A state store that forgets when it is destroyed. Thread-safe.
class MemoryStore final : public state::Store {
 public:
  MemoryStore();
  ~MemoryStore() override;

  bool failing = false;                       ///< every transaction fails
  std::function<void()> on_transaction = {};  ///< called within each

  Result<std::vector<std::int64_t>> begin(const std::vector<state::Intent>& intents) override;
  Status end(const std::vector<state::Ending>& endings) override;
  Result<std::vector<state::Intent>> dangling() override;
  Result<std::vector<state::Remembered>> remembered(const std::string& account) override;
  Status verified(const std::vector<state::RecordRef>& records, WallTime at) override;
  Status learned(const std::vector<state::Remembered>& rows) override;
  Status block(const state::Block& block) override;
  Status unblock(const std::string& account) override;
  Result<std::vector<state::Block>> blocked() override;
  void keep_history_for(std::chrono::hours) override {}
  Status record(const std::vector<state::HistoryEntry>& entries) override;
  Result<std::vector<state::HistoryEntry>> history(const state::HistoryQuery&) override;

  [[nodiscard]] std::vector<state::HistoryEntry> all_history() const;
  [[nodiscard]] unsigned transactions() const;

 private:
  template <class T>
  Result<T> guarded(const std::function<T()>& work);
  Status done(const std::function<void()>& work);

  mutable std::mutex mutex_;
  std::map<std::int64_t, state::Intent> open_;
  std::map<state::RecordRef, state::Remembered> rows_;
  std::map<std::string, state::Block> blocks_;
  std::vector<state::HistoryEntry> history_;
  std::int64_t last_ = 0;
  unsigned transactions_ = 0;
};

}  // namespace ddns::test
