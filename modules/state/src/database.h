#pragma once

#include <memory>
#include <string>

#include <Poco/Data/Session.h>

#include "ddns/core/result.h"

namespace ddns::state {

/// Why a file cannot be used.
enum class Damage { none, corrupt, newer };

struct DatabaseResult {
  std::unique_ptr<Poco::Data::Session> session;
  Damage damage = Damage::none;
  std::string detail;  ///< SQLite's words, or what is missing
};

/// Opens `path` (empty = memory), sets WAL and checks and migrates the schema. Never throws.
[[nodiscard]] DatabaseResult open_database(const std::string& path);

/// A further session that cannot write, for readers in other threads. Errors: io.
[[nodiscard]] Result<std::unique_ptr<Poco::Data::Session>> open_reader(const std::string& path);

[[nodiscard]] Error database_error(const std::string& path, const std::exception& thrown);

/// Runs `work` and turns what Poco and SQLite throw into an Error that names the file.
template <class Work>
[[nodiscard]] auto guarded(const std::string& path, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return fail(database_error(path, thrown));
  }
}

}  // namespace ddns::state
