#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"

namespace ddns::state {

/// A message that waits to be delivered through a channel. What it says is the channel's business.
struct Parcel {
  std::int64_t id = 0;  ///< given by the outbox, rising, never twice
  std::string channel;
  std::string message;
  WallTime created{};
  unsigned attempts = 0;
  WallTime due{};  ///< not before
  friend bool operator==(const Parcel&, const Parcel&) = default;
};

/// Something a channel has to remember across a restart: a problem it told about.
struct Note {
  std::string channel;
  std::string key;
  std::string text;  ///< empty in OutboxChanges = forget it
  friend bool operator==(const Note&, const Note&) = default;
};

/// All that happens together, or not at all.
struct OutboxChanges {
  std::vector<Parcel> add = {};
  std::vector<std::int64_t> remove = {};
  std::vector<Parcel> postpone = {};  ///< id, attempts and due count
  std::vector<Note> notes = {};

  [[nodiscard]] bool empty() const { return add.empty() && remove.empty() && postpone.empty() && notes.empty(); }
};

/// The durable queue of notifications: same file as the Store, connection and lock of its own, so that its one thread
/// works while the engine writes (SQLite's WAL: a writer waits some milliseconds for the other, readers for nobody).
/// A killed process loses nothing that write() returned for; a message whose delivery was not written down goes out
/// once more after the restart. One thread at a time.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// One transaction. Returns the ids of `add`, in order. Errors: io; nothing has happened then.
  [[nodiscard]] virtual Result<std::vector<std::int64_t>> write(const OutboxChanges& changes) = 0;
  /// Everything, in order of ids.
  [[nodiscard]] virtual Result<std::vector<Parcel>> waiting() = 0;
  [[nodiscard]] virtual Result<std::vector<Note>> notes() = 0;
};

/// `path`: the Store's file, which must be open already (it holds the process lock, and mends or migrates the file);
/// empty = in memory. Errors: io.
[[nodiscard]] Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path);

}  // namespace ddns::state
