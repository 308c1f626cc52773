#pragma once

#include <functional>
#include <mutex>
#include <string>

#include <Poco/Data/Session.h>

#include "ddns/platform/lock_file.h"
#include "ddns/state/store.h"

namespace ddns::state {

/// The Store on one SQLite file: one session that writes, and one that history() reads with, each behind its lock.
class SqliteStore final : public Store {
 public:
  SqliteStore(StoreOptions options, std::unique_ptr<Poco::Data::Session> writer, platform::LockFile lock);

  [[nodiscard]] Result<std::vector<std::int64_t>> begin(const std::vector<Intent>& intents) override;
  [[nodiscard]] Status end(const std::vector<Ending>& endings) override;
  [[nodiscard]] Result<std::vector<Intent>> dangling() override;
  [[nodiscard]] Result<std::vector<Remembered>> remembered(const std::string& account) override;
  [[nodiscard]] Status verified(const std::vector<RecordRef>& records, WallTime at) override;
  [[nodiscard]] Status learned(const std::vector<Remembered>& rows) override;
  [[nodiscard]] Status block(const Block& block) override;
  [[nodiscard]] Status unblock(const std::string& account) override;
  [[nodiscard]] Result<std::vector<Block>> blocked() override;
  void keep_history_for(std::chrono::hours retention) override;
  [[nodiscard]] Status record(const std::vector<HistoryEntry>& entries) override;
  [[nodiscard]] Result<std::vector<HistoryEntry>> history(const HistoryQuery& query) override;

 private:
  /// Runs `work` on the writer inside one transaction; rolls back and reports when anything throws.
  Status transaction(const std::function<void(Poco::Data::Session&)>& work);
  void prune(WallTime now);

  StoreOptions options_;
  platform::LockFile lock_;
  std::unique_ptr<Poco::Data::Session> writer_;
  std::mutex writer_mutex_;
  std::mutex reader_mutex_;
  std::unique_ptr<Poco::Data::Session> reader_;
  WallTime pruned_{};
};

/// Bound values of one RRset's key columns, in the order account, name, type, line.
struct KeyColumns {
  explicit KeyColumns(const RecordRef& record);
  std::string account, name, type, line;
};

[[nodiscard]] std::int64_t to_ms(WallTime time) noexcept;
[[nodiscard]] WallTime from_ms(std::int64_t ms) noexcept;
/// nullopt when a stored name or type cannot be read any more.
[[nodiscard]] std::optional<RecordRef> record_from(const std::string& account, const std::string& name,
                                                   const std::string& type, const std::string& line);

}  // namespace ddns::state
