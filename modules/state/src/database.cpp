#include "database.h"

#include <mutex>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Statement.h>

#include "ddns/core/text.h"
#include "migrations.h"

namespace ddns::state {
namespace {

using namespace Poco::Data::Keywords;

std::string words_of(const std::exception& thrown) {
  const auto* poco = dynamic_cast<const Poco::Exception*>(&thrown);
  return poco != nullptr ? poco->displayText() : thrown.what();
}

std::unique_ptr<Poco::Data::Session> make_session(const std::string& path) {
  static std::once_flag registered;
  std::call_once(registered, [] { Poco::Data::SQLite::Connector::registerConnector(); });
  // A file that cannot be opened is tried again by Poco for this long; its default is a minute, which the web would
  // wait.
  constexpr std::size_t login_seconds = 2;
  return std::make_unique<Poco::Data::Session>("SQLite", path.empty() ? ":memory:" : path, login_seconds);
}

/// quick_check reads every page once: cheap at our sizes, and the only way to know before relying on it.
std::string integrity(Poco::Data::Session& session) {
  std::string verdict;
  session << "PRAGMA quick_check(1)", into(verdict), limit(1), now;
  return verdict;
}

}  // namespace

Error database_error(const std::string& path, const std::exception& thrown) {
  return {.reason = Reason::io,
          .message = cat("state file ", path.empty() ? "(in memory)" : path, ": ", words_of(thrown),
                         "; updating goes on without remembering, check space and rights there")};
}

DatabaseResult open_database(const std::string& path) {
  DatabaseResult out;
  try {
    auto session = make_session(path);
    *session << "PRAGMA busy_timeout=2000", now;
    // WAL: readers never block the writer. NORMAL: a killed process loses nothing, a power cut the last moments at
    // most, and the next start then takes the effect of those calls for unknown.
    *session << "PRAGMA journal_mode=WAL", now;
    *session << "PRAGMA synchronous=NORMAL", now;
    // Small on purpose: the working set is a few hundred rows.
    *session << "PRAGMA cache_size=-256", now;
    if (const auto verdict = integrity(*session); verdict != "ok") {
      return {nullptr, Damage::corrupt, verdict};
    }
    if (const auto newer = migrate(*session)) return {nullptr, Damage::newer, *newer};
    out.session = std::move(session);
  } catch (const Poco::Data::SQLite::CorruptImageException& thrown) {
    return {nullptr, Damage::corrupt, thrown.displayText()};
  } catch (const std::exception& thrown) {
    const auto words = words_of(thrown);
    const bool not_a_database =
        words.find("not a database") != std::string::npos || words.find("malformed") != std::string::npos;
    return {nullptr, not_a_database ? Damage::corrupt : Damage::none, words};
  }
  return out;
}

Result<std::unique_ptr<Poco::Data::Session>> open_reader(const std::string& path) {
  return guarded(path, [&]() -> Result<std::unique_ptr<Poco::Data::Session>> {
    auto session = make_session(path);
    *session << "PRAGMA busy_timeout=2000", now;
    *session << "PRAGMA query_only=ON", now;
    *session << "PRAGMA cache_size=-64", now;
    return session;
  });
}

}  // namespace ddns::state
