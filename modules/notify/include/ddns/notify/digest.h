#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/events/event.h"
#include "ddns/notify/message.h"

namespace ddns::notify {

/// What a channel wants to hear.
struct Route {
  Severity at_least = Severity::info;
  std::vector<std::string> records = {};  ///< names with `*` and `?`; empty = all
  std::vector<Topic> topics = {};         ///< empty = all
  friend bool operator==(const Route&, const Route&) = default;
};

/// When something is worth a message.
struct Rules {
  unsigned after_failures = 3;                 ///< a problem is told after so many failures in a row …
  std::chrono::milliseconds after{300'000};    ///< … or when it has lasted so long, whichever comes first
  std::chrono::milliseconds settle{2'000};     ///< what happens within this time is told together
  std::chrono::milliseconds patience{15'000};  ///< an address change waits so long for its records to follow
  /// Heartbeats only.
  std::chrono::milliseconds every{60'000};
  bool send_start = false;
  friend bool operator==(const Rules&, const Rules&) = default;
};

struct Now {
  SteadyTime steady;
  WallTime wall;
};

/// True when `name` fits one of the patterns, or there are none. ASCII case does not count.
[[nodiscard]] bool matches(const std::vector<std::string>& patterns, std::string_view name);

/// What came out of an event or of time passing.
struct Digested {
  std::vector<Message> messages;
  /// Announced problems as they are now, to be kept across a restart; an empty text = it is over.
  std::vector<std::pair<std::string, std::string>> notes;
};

/// Folds events into the few messages that one channel wants: one when something starts to fail and stays so, one when
/// it recovered, one for an address change with all its records. Deterministic, no I/O; one thread at a time.
class Digest {
 public:
  /// `channel`: its own failures are not told here. `pulse`: makes only cycle_* messages. `host` signs every message.
  Digest(std::string channel, bool pulse, Route route, Rules rules, std::string host);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  /// A problem that was announced before the last restart.
  void restore(const std::string& key, const std::string& text);
  /// Other wishes; what is known stays.
  void configure(Route route, Rules rules);

  [[nodiscard]] Digested take(const events::Event& event);
  [[nodiscard]] Digested tick(Now now);
  /// When tick() has something to do; nullopt = only after an event.
  [[nodiscard]] std::optional<SteadyTime> due() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::notify
