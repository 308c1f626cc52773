#include "database.h"
#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/platform/append_file.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "sqlite_store.h"

namespace ddns::state {
namespace {

/// The file with its WAL neighbours goes aside under a name that sorts by time and says what it is.
Result<std::string> move_aside(const std::string& path) {
  const auto stamp = replace_all(format_rfc3339(SystemClock{}.wall()), ":", "");
  const auto target = cat(path, ".damaged-", stamp);
  for (const char* suffix : {"-wal", "-shm"}) {
    // These may well not exist; the main file decides.
    (void)platform::rename_file(platform::from_utf8(path + suffix), platform::from_utf8(target + suffix));
  }
  auto moved = platform::rename_file(platform::from_utf8(path), platform::from_utf8(target));
  if (!moved) return fail(std::move(moved).error());
  return target;
}

Error cannot_open(const std::string& path, const std::string& detail) {
  return {.reason = Reason::io,
          .message = cat("state file ", path, " cannot be used: ", detail,
                         "; check the folder's rights and space, or set state.path")};
}

Result<platform::LockFile> claim(const std::string& path) {
  if (auto made = platform::make_folders(platform::from_utf8(path).parent_path()); !made) {
    return fail(std::move(made).error());
  }
  return platform::LockFile::acquire(platform::from_utf8(path + ".lock"));
}

}  // namespace

Status try_store(const std::string& path) {
  const auto claimed = claim(path);
  if (!claimed) return fail(claimed.error());
  // Opened as logs are, which changes nothing: SQLite would begin with a new file, or move a damaged one aside.
  const auto file = platform::from_utf8(path);
  if (!platform::file_exists(file)) return {};
  const auto opened = platform::AppendFile::open(file);
  return opened ? Status() : fail(cannot_open(path, opened.error().message));
}

Result<Opened> open_store(const StoreOptions& options) {
  Opened opened;
  platform::LockFile lock;
  if (!options.path.empty()) {
    auto held = claim(options.path);
    if (!held) return fail(std::move(held).error());
    lock = std::move(*held);
  }
  auto database = open_database(options.path);
  if (database.damage == Damage::corrupt && !options.path.empty()) {
    auto moved = move_aside(options.path);
    if (!moved) return fail(std::move(moved).error());
    opened.damaged_moved_to = *moved;
    database = open_database(options.path);
  }
  if (!database.session) return fail(cannot_open(options.path, database.detail));
  opened.store = std::make_unique<SqliteStore>(options, std::move(database.session), std::move(lock));
  return opened;
}

}  // namespace ddns::state
