#include "sqlite_store.h"

#include <Poco/Data/Statement.h>

#include "attributes_text.h"
#include "database.h"

namespace ddns::state {

using namespace Poco::Data::Keywords;

KeyColumns::KeyColumns(const RecordRef& record)
    : account(record.account), name(record.key.name.text()), type(to_string(record.key.type)), line(record.key.line) {}

std::int64_t to_ms(WallTime time) noexcept {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

WallTime from_ms(std::int64_t ms) noexcept { return WallTime{} + std::chrono::milliseconds{ms}; }

std::optional<RecordRef> record_from(const std::string& account, const std::string& name, const std::string& type,
                                     const std::string& line) {
  const auto domain = DomainName::parse(name);
  const auto record_type = record_type_from(type);
  if (!domain || !record_type) return std::nullopt;
  return RecordRef{account, {*domain, *record_type, line}};
}

namespace {

void put(Poco::Data::Session& session, const Remembered& row) {
  KeyColumns key(row.record);
  std::string addresses = to_text(row.addresses);
  std::string attributes = to_text(row.attributes);
  std::string zone = row.zone.name.text();
  std::string zone_id = row.zone.id;
  std::int64_t written = to_ms(row.written);
  std::int64_t verified = row.verified ? to_ms(*row.verified) : 0;
  session << "INSERT INTO remembered VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
             " addresses=excluded.addresses, attributes=excluded.attributes, zone=excluded.zone,"
             " zone_id=excluded.zone_id, written_ms=excluded.written_ms, verified_ms=excluded.verified_ms",
      use(key.account), use(key.name), use(key.type), use(key.line), use(addresses), use(attributes), use(zone),
      use(zone_id), use(written), use(verified), now;
}

std::int64_t insert(Poco::Data::Session& session, const Intent& intent) {
  KeyColumns key(intent.record);
  std::string before = to_text(intent.before);
  std::string after = to_text(intent.after);
  std::string actor = intent.actor;
  std::string trace = intent.trace;
  std::int64_t at = to_ms(intent.at);
  session << "INSERT INTO intents (account, name, type, line, before, after, actor, trace, at_ms)"
             " VALUES (?,?,?,?,?,?,?,?,?)",
      use(key.account), use(key.name), use(key.type), use(key.line), use(before), use(after), use(actor), use(trace),
      use(at), now;
  std::int64_t id = 0;
  session << "SELECT last_insert_rowid()", into(id), now;
  return id;
}

}  // namespace

SqliteStore::SqliteStore(StoreOptions options, std::unique_ptr<Poco::Data::Session> writer, platform::LockFile lock)
    : options_(std::move(options)), lock_(std::move(lock)), writer_(std::move(writer)) {}

Status SqliteStore::transaction(const std::function<void(Poco::Data::Session&)>& work) {
  const std::lock_guard lock(writer_mutex_);
  return guarded(options_.path, [&]() -> Status {
    writer_->begin();
    try {
      work(*writer_);
      writer_->commit();
    } catch (...) {
      // After a full disk SQLite may have rolled back by itself; a second failure here must not hide the first.
      try {
        if (writer_->isTransaction()) writer_->rollback();
      } catch (const std::exception&) {
      }
      throw;
    }
    return {};
  });
}

Result<std::vector<std::int64_t>> SqliteStore::begin(const std::vector<Intent>& intents) {
  std::vector<std::int64_t> ids;
  ids.reserve(intents.size());
  auto written = transaction([&](Poco::Data::Session& session) {
    for (const Intent& intent : intents) ids.push_back(insert(session, intent));
  });
  if (!written) return fail(std::move(written).error());
  return ids;
}

Status SqliteStore::end(const std::vector<Ending>& endings) {
  return transaction([&](Poco::Data::Session& session) {
    for (const Ending& ending : endings) {
      std::int64_t id = ending.intent;
      // What ended is in the history; an intent row lives only while its call's effect is unknown.
      session << "DELETE FROM intents WHERE id=?", use(id), now;
      if (ending.now) put(session, *ending.now);
    }
  });
}

Result<std::vector<Intent>> SqliteStore::dangling() {
  const std::lock_guard lock(writer_mutex_);
  return guarded(options_.path, [&]() -> Result<std::vector<Intent>> {
    std::vector<Intent> out;
    std::int64_t id = 0;
    std::int64_t at = 0;
    std::string account, name, type, line, before, after, actor, trace;
    Poco::Data::Statement select(*writer_);
    select << "SELECT id, account, name, type, line, before, after, actor, trace, at_ms FROM intents ORDER BY id",
        into(id), into(account), into(name), into(type), into(line), into(before), into(after), into(actor),
        into(trace), into(at), range(0, 1);
    while (!select.done()) {
      if (select.execute() == 0) break;
      const auto record = record_from(account, name, type, line);
      if (!record) continue;
      out.push_back({id, *record, addresses_from(before), addresses_from(after), actor, trace, from_ms(at)});
    }
    return out;
  });
}

Result<std::vector<Remembered>> SqliteStore::remembered(const std::string& wanted) {
  const std::lock_guard lock(writer_mutex_);
  return guarded(options_.path, [&]() -> Result<std::vector<Remembered>> {
    std::vector<Remembered> out;
    std::string account = wanted;
    std::int64_t written = 0;
    std::int64_t verified = 0;
    std::string name, type, line, addresses, attributes, zone, zone_id;
    Poco::Data::Statement select(*writer_);
    select << "SELECT name, type, line, addresses, attributes, zone, zone_id, written_ms, verified_ms"
              " FROM remembered WHERE account=?",
        use(account), into(name), into(type), into(line), into(addresses), into(attributes), into(zone), into(zone_id),
        into(written), into(verified), range(0, 1);
    while (!select.done()) {
      if (select.execute() == 0) break;
      const auto record = record_from(account, name, type, line);
      const auto zone_name = DomainName::parse(zone);
      if (!record) continue;
      Remembered row{*record, addresses_from(addresses), attributes_from(attributes), {}, from_ms(written), {}};
      if (zone_name) row.zone = {*zone_name, zone_id};
      if (verified != 0) row.verified = from_ms(verified);
      out.push_back(std::move(row));
    }
    return out;
  });
}

Status SqliteStore::verified(const std::vector<RecordRef>& records, WallTime at) {
  return transaction([&](Poco::Data::Session& session) {
    std::int64_t ms = to_ms(at);
    for (const RecordRef& record : records) {
      KeyColumns key(record);
      session << "UPDATE remembered SET verified_ms=? WHERE account=? AND name=? AND type=? AND line=?", use(ms),
          use(key.account), use(key.name), use(key.type), use(key.line), now;
    }
  });
}

Status SqliteStore::learned(const std::vector<Remembered>& rows) {
  return transaction([&](Poco::Data::Session& session) {
    for (const Remembered& row : rows) put(session, row);
  });
}

Status SqliteStore::block(const Block& block) {
  return transaction([&](Poco::Data::Session& session) {
    std::string account = block.account;
    std::string fingerprint = block.fingerprint;
    std::string reason(to_string(block.error.reason));
    std::string message = block.error.message;
    std::string code = block.error.service_code;
    std::int64_t at = to_ms(block.at);
    session << "INSERT OR REPLACE INTO blocks VALUES (?,?,?,?,?,?)", use(account), use(fingerprint), use(reason),
        use(message), use(code), use(at), now;
  });
}

Status SqliteStore::unblock(const std::string& account) {
  return transaction([&](Poco::Data::Session& session) {
    std::string bound = account;
    session << "DELETE FROM blocks WHERE account=?", use(bound), now;
  });
}

Result<std::vector<Block>> SqliteStore::blocked() {
  const std::lock_guard lock(writer_mutex_);
  return guarded(options_.path, [&]() -> Result<std::vector<Block>> {
    std::vector<Block> out;
    std::string account, fingerprint, reason, message, code;
    std::int64_t at = 0;
    Poco::Data::Statement select(*writer_);
    select << "SELECT account, fingerprint, reason, message, service_code, at_ms FROM blocks ORDER BY account",
        into(account), into(fingerprint), into(reason), into(message), into(code), into(at), range(0, 1);
    while (!select.done()) {
      if (select.execute() == 0) break;
      Error error{.reason = reason_from(reason).value_or(Reason::blocked), .message = message, .service_code = code};
      out.push_back({account, fingerprint, std::move(error), from_ms(at)});
    }
    return out;
  });
}

}  // namespace ddns::state
