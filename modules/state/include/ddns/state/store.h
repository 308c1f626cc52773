#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"
#include "ddns/core/record.h"
#include "ddns/core/result.h"
#include "ddns/plan/zone_state.h"

namespace ddns::state {

/// Which RRset of which account a row is about.
struct RecordRef {
  std::string account;
  RecordKey key;
  friend auto operator<=>(const RecordRef&, const RecordRef&) = default;
};

/// Written before a call leaves. While it has no acknowledgement after a restart, its effect is unknown.
struct Intent {
  std::int64_t id = 0;  ///< given by the store
  RecordRef record;
  AddressSet before;
  AddressSet after;
  std::string actor;  ///< the trigger: "address_change", "request by api", …
  std::string trace;
  WallTime at{};
};

/// What was last acknowledged for an RRset: the actual state of services that cannot be read, and the evidence of all.
struct Remembered {
  RecordRef record;
  AddressSet addresses;
  Attributes attributes = {};
  plan::ZoneRef zone = {};
  WallTime written{};  ///< when the service acknowledged it
  std::optional<WallTime> verified = {};
  friend bool operator==(const Remembered&, const Remembered&) = default;
};

/// How an intent ended.
struct Ending {
  std::int64_t intent = 0;
  std::optional<Error> error = {};     ///< absent = acknowledged
  std::optional<Remembered> now = {};  ///< with an acknowledgement
  WallTime at{};
};

/// An account that waits for a person. `fingerprint` is a hash of its settings: other settings lift the block.
struct Block {
  std::string account;
  std::string fingerprint;
  Error error;
  WallTime at{};
};

enum class HistoryKind : std::uint8_t { address, update, failure, verified, drift, account, config };
struct HistoryEntry {
  std::int64_t id = 0;
  WallTime at{};
  HistoryKind kind = HistoryKind::update;
  std::string account;  ///< or the source's id for `address`
  std::string record;   ///< "home.example.com A"; empty where there is none
  std::string before;
  std::string after;
  std::string actor;
  std::string detail;  ///< error text, evidence
  std::string trace;
};

struct HistoryQuery {
  std::size_t limit = 100;                     ///< at most 1000
  std::optional<std::int64_t> before_id = {};  ///< for paging, newest first
  std::string record = {};                     ///< exact text, empty = all
};

/// What survives a restart. Every method may be called from any thread; writes wait for one another, history() for none
/// of them where the state is a file. Failures are reported, never thrown; a failed write never stops updating. Batches
/// are one transaction.
class Store {
 public:
  virtual ~Store() = default;

  [[nodiscard]] virtual Result<std::vector<std::int64_t>> begin(const std::vector<Intent>& intents) = 0;
  [[nodiscard]] virtual Status end(const std::vector<Ending>& endings) = 0;
  /// Intents without ending: asked once at start.
  [[nodiscard]] virtual Result<std::vector<Intent>> dangling() = 0;

  [[nodiscard]] virtual Result<std::vector<Remembered>> remembered(const std::string& account) = 0;
  [[nodiscard]] virtual Status verified(const std::vector<RecordRef>& records, WallTime at) = 0;
  /// What reading a service or file told, or drift seen at one: replaces what was remembered.
  [[nodiscard]] virtual Status learned(const std::vector<Remembered>& rows) = 0;

  [[nodiscard]] virtual Status block(const Block& block) = 0;
  [[nodiscard]] virtual Status unblock(const std::string& account) = 0;
  [[nodiscard]] virtual Result<std::vector<Block>> blocked() = 0;

  /// Instead of StoreOptions::retention: counts from the next record().
  virtual void keep_history_for(std::chrono::hours retention) = 0;
  [[nodiscard]] virtual Status record(const std::vector<HistoryEntry>& entries) = 0;
  [[nodiscard]] virtual Result<std::vector<HistoryEntry>> history(const HistoryQuery& query) = 0;
};

struct StoreOptions {
  std::string path = {};                  ///< empty = in memory
  std::chrono::hours retention{24 * 90};  ///< history older than this goes
};

struct Opened {
  std::unique_ptr<Store> store;
  std::optional<std::string> damaged_moved_to = {};  ///< a damaged file was moved there and a new one begun
};

/// Opens or makes the file, migrates it (`user_version`), takes the process lock beside it. Errors: conflict (another
/// process holds it: the message says to use its API), io (unwritable place).
[[nodiscard]] Result<Opened> open_store(const StoreOptions& options);

/// Whether open_store() could have that place now. Nothing is made but the folder and the lock file beside it, and a
/// file that is there stays as it is. Errors: as open_store().
[[nodiscard]] Status try_store(const std::string& path);

}  // namespace ddns::state
