#include "migrations.h"

#include <array>
#include <vector>

#include <Poco/Data/Statement.h>

#include "ddns/core/text.h"

namespace ddns::state {
namespace {

using namespace Poco::Data::Keywords;

/// Step n brings `user_version` n to n + 1. Steps are only ever added.
const std::vector<std::vector<const char*>>& steps() {
  static const std::vector<std::vector<const char*>> all{
      {
          "CREATE TABLE intents (id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
          " line TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, actor TEXT NOT NULL, trace TEXT NOT NULL,"
          " at_ms INTEGER NOT NULL)",
          "CREATE TABLE remembered (account TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, line TEXT NOT NULL,"
          " addresses TEXT NOT NULL, attributes TEXT NOT NULL, zone TEXT NOT NULL, zone_id TEXT NOT NULL,"
          " written_ms INTEGER NOT NULL, verified_ms INTEGER NOT NULL, PRIMARY KEY (account, name, type, line))"
          " WITHOUT ROWID",
          "CREATE TABLE blocks (account TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, reason TEXT NOT NULL,"
          " message TEXT NOT NULL, service_code TEXT NOT NULL, at_ms INTEGER NOT NULL)",
          "CREATE TABLE history (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL,"
          " account TEXT NOT NULL, record TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,"
          " actor TEXT NOT NULL, detail TEXT NOT NULL, trace TEXT NOT NULL)",
          "CREATE INDEX history_by_record ON history (record, id)",
          "CREATE INDEX history_by_time ON history (at_ms)",
      },
      {
          // AUTOINCREMENT: an id is never given twice, for it stands in the Message-ID of mails.
          "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, message TEXT NOT NULL,"
          " created_ms INTEGER NOT NULL, attempts INTEGER NOT NULL, due_ms INTEGER NOT NULL)",
          "CREATE TABLE notes (channel TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,"
          " PRIMARY KEY (channel, key)) WITHOUT ROWID",
      },
  };
  return all;
}

}  // namespace

std::optional<std::string> migrate(Poco::Data::Session& session) {
  int version = 0;
  session << "PRAGMA user_version", into(version), now;
  const int wanted = static_cast<int>(steps().size());
  if (version > wanted) {
    return cat("made by a newer version of this program (schema ", version, ", this one knows ", wanted, ")");
  }
  for (; version < wanted; ++version) {
    session.begin();
    for (const char* statement : steps().at(static_cast<std::size_t>(version))) session << statement, now;
    session << cat("PRAGMA user_version=", version + 1), now;
    session.commit();
  }
  return std::nullopt;
}

}  // namespace ddns::state
