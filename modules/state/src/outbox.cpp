#include "ddns/state/outbox.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include "database.h"
#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "sqlite_store.h"

namespace ddns::state {
namespace {

using namespace Poco::Data::Keywords;

std::int64_t insert(Poco::Data::Session& session, const Parcel& parcel) {
  std::string channel = parcel.channel;
  std::string message = parcel.message;
  std::int64_t created = to_ms(parcel.created);
  std::int64_t due = to_ms(parcel.due);
  unsigned attempts = parcel.attempts;
  session << "INSERT INTO outbox (channel, message, created_ms, attempts, due_ms) VALUES (?,?,?,?,?)", use(channel),
      use(message), use(created), use(attempts), use(due), now;
  std::int64_t id = 0;
  session << "SELECT last_insert_rowid()", into(id), now;
  return id;
}

void postpone(Poco::Data::Session& session, const Parcel& parcel) {
  std::int64_t id = parcel.id;
  std::int64_t due = to_ms(parcel.due);
  unsigned attempts = parcel.attempts;
  session << "UPDATE outbox SET attempts=?, due_ms=? WHERE id=?", use(attempts), use(due), use(id), now;
}

void remember(Poco::Data::Session& session, const Note& note) {
  std::string channel = note.channel;
  std::string key = note.key;
  std::string text = note.text;
  if (text.empty()) {
    session << "DELETE FROM notes WHERE channel=? AND key=?", use(channel), use(key), now;
  } else {
    session << "INSERT OR REPLACE INTO notes VALUES (?,?,?)", use(channel), use(key), use(text), now;
  }
}

class SqliteOutbox final : public Outbox {
 public:
  SqliteOutbox(std::string path, std::unique_ptr<Poco::Data::Session> session)
      : path_(std::move(path)), session_(std::move(session)) {}

  Result<std::vector<std::int64_t>> write(const OutboxChanges& changes) override {
    if (changes.empty()) return std::vector<std::int64_t>{};
    return guarded(path_, [&]() -> Result<std::vector<std::int64_t>> {
      session_->begin();
      try {
        auto ids = write_all(changes);
        session_->commit();
        return ids;
      } catch (...) {
        // A second failure must not hide the first.
        try {
          if (session_->isTransaction()) session_->rollback();
        } catch (const std::exception&) {
        }
        throw;
      }
    });
  }

  Result<std::vector<Parcel>> waiting() override {
    return guarded(path_, [&]() -> Result<std::vector<Parcel>> {
      std::vector<Parcel> out;
      Parcel row;
      std::int64_t created = 0;
      std::int64_t due = 0;
      Poco::Data::Statement select(*session_);
      select << "SELECT id, channel, message, created_ms, attempts, due_ms FROM outbox ORDER BY id", into(row.id),
          into(row.channel), into(row.message), into(created), into(row.attempts), into(due), range(0, 1);
      while (!select.done()) {
        if (select.execute() == 0) break;
        row.created = from_ms(created);
        row.due = from_ms(due);
        out.push_back(row);
      }
      return out;
    });
  }

  Result<std::vector<Note>> notes() override {
    return guarded(path_, [&]() -> Result<std::vector<Note>> {
      std::vector<Note> out;
      Note row;
      Poco::Data::Statement select(*session_);
      select << "SELECT channel, key, text FROM notes ORDER BY channel, key", into(row.channel), into(row.key),
          into(row.text), range(0, 1);
      while (!select.done()) {
        if (select.execute() == 0) break;
        out.push_back(row);
      }
      return out;
    });
  }

 private:
  std::vector<std::int64_t> write_all(const OutboxChanges& changes) {
    for (std::int64_t id : changes.remove) *session_ << "DELETE FROM outbox WHERE id=?", use(id), now;
    for (const Parcel& parcel : changes.postpone) postpone(*session_, parcel);
    for (const Note& note : changes.notes) remember(*session_, note);
    std::vector<std::int64_t> ids;
    ids.reserve(changes.add.size());
    for (const Parcel& parcel : changes.add) ids.push_back(insert(*session_, parcel));
    return ids;
  }

  std::string path_;
  std::unique_ptr<Poco::Data::Session> session_;
};

}  // namespace

Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path) {
  if (path.empty()) {
    auto database = open_database(path);
    if (!database.session) return fail(Reason::io, "no memory for notifications: " + database.detail);
    return std::make_unique<SqliteOutbox>(path, std::move(database.session));
  }
  // Poco tries for a minute to open what cannot be opened.
  if (!platform::file_exists(platform::from_utf8(path))) {
    return fail(Reason::io, cat("state file ", path, " is not there: notifications are kept in memory only"));
  }
  auto session = open_reader(path);
  if (!session) return fail(std::move(session).error());
  return guarded(path, [&]() -> Result<std::unique_ptr<Outbox>> {
    **session << "PRAGMA query_only=OFF", now;
    **session << "PRAGMA synchronous=NORMAL", now;
    // A file whose Store was not opened by this version has no such table: better told now than at the first message.
    std::int64_t rows = 0;
    **session << "SELECT count(*) FROM outbox", into(rows), now;
    return std::make_unique<SqliteOutbox>(path, std::move(*session));
  });
}

}  // namespace ddns::state
