#include <algorithm>
#include <limits>
#include <utility>

#include <Poco/Data/Statement.h>

#include "database.h"
#include "sqlite_store.h"

namespace ddns::state {
namespace {

using namespace Poco::Data::Keywords;

void insert(Poco::Data::Session& session, HistoryEntry entry) {
  std::int64_t at = to_ms(entry.at);
  int kind = static_cast<int>(entry.kind);
  session << "INSERT INTO history (at_ms, kind, account, record, before, after, actor, detail, trace)"
             " VALUES (?,?,?,?,?,?,?,?,?)",
      use(at), use(kind), use(entry.account), use(entry.record), use(entry.before), use(entry.after), use(entry.actor),
      use(entry.detail), use(entry.trace), now;
}

HistoryKind kind_from(int number) {
  const int last = static_cast<int>(HistoryKind::config);
  return number >= 0 && number <= last ? static_cast<HistoryKind>(number) : HistoryKind::update;
}

}  // namespace

Status SqliteStore::record(const std::vector<HistoryEntry>& entries) {
  if (entries.empty()) return {};
  return transaction([&](Poco::Data::Session& session) {
    for (const HistoryEntry& entry : entries) insert(session, entry);
    prune(entries.back().at);
  });
}

void SqliteStore::keep_history_for(std::chrono::hours retention) {
  const std::lock_guard lock(writer_mutex_);
  if (std::exchange(options_.retention, retention) != retention) pruned_ = {};
}

/// Rides along with a write, at most once an hour: nothing ticks for it.
void SqliteStore::prune(WallTime now_at) {
  if (now_at - pruned_ < std::chrono::hours{1}) return;
  pruned_ = now_at;
  std::int64_t oldest = to_ms(now_at - options_.retention);
  *writer_ << "DELETE FROM history WHERE at_ms < ?", use(oldest), now;
}

Result<std::vector<HistoryEntry>> SqliteStore::history(const HistoryQuery& query) {
  const std::lock_guard lock(reader_mutex_);
  if (!reader_ && !options_.path.empty()) {
    auto opened = open_reader(options_.path);
    if (!opened) return fail(std::move(opened).error());
    reader_ = std::move(*opened);
  }
  // A database in memory exists in the writer's session only.
  std::unique_lock writer_lock(writer_mutex_, std::defer_lock);
  if (!reader_) writer_lock.lock();
  Poco::Data::Session& session = reader_ ? *reader_ : *writer_;
  return guarded(options_.path, [&]() -> Result<std::vector<HistoryEntry>> {
    std::vector<HistoryEntry> out;
    HistoryEntry row;
    std::int64_t at = 0;
    int kind = 0;
    std::int64_t below = query.before_id.value_or(std::numeric_limits<std::int64_t>::max());
    std::string wanted = query.record;
    std::int64_t most = static_cast<std::int64_t>(std::clamp<std::size_t>(query.limit, 1, 1000));
    Poco::Data::Statement select(session);
    select << "SELECT id, at_ms, kind, account, record, before, after, actor, detail, trace FROM history"
              " WHERE id < ?1 AND (?2 = '' OR record = ?2) ORDER BY id DESC LIMIT ?3",
        use(below), use(wanted), use(most), into(row.id), into(at), into(kind), into(row.account), into(row.record),
        into(row.before), into(row.after), into(row.actor), into(row.detail), into(row.trace), range(0, 1);
    while (!select.done()) {
      if (select.execute() == 0) break;
      row.at = from_ms(at);
      row.kind = kind_from(kind);
      out.push_back(row);
    }
    return out;
  });
}

}  // namespace ddns::state
