#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"
#include "ddns/events/setup.h"

/// The process, its configuration, accounts, state and listener.
namespace ddns::events {

struct ProcessStarted {
  std::string version;
  std::string revision;
};
struct ProcessReady {};
struct ProcessStopping {
  std::string why;
};
/// Whatever was under way has ended: the last event there is.
struct ProcessStopped {
  std::chrono::milliseconds took{0};  ///< since ProcessStopping
};
/// The listener is up (no error), or DDNS goes on without it, or with the former one.
struct ListenerChanged {
  std::string address;  ///< where it listens; empty = nowhere
  std::optional<Error> error;
};
struct ConfigLoaded {
  std::string path;
  Setup setup;
  bool reload = false;
  unsigned warnings = 0;
};
struct ConfigRejected {
  std::string path;
  unsigned errors = 0;
  std::string first;
};
struct PauseChanged {
  bool paused = false;
};

struct AccountPaused {
  std::string account;
  std::string provider;
  Error error;
  std::optional<WallTime> until;
};
struct AccountResumed {
  std::string account;
  std::string provider;
};
/// One transaction of the state store went well.
struct StateWritten {
  std::chrono::microseconds took{0};
  bool news = true;  ///< the first one, or the first after a failure
};
struct StateFailed {
  Error error;
  bool news = true;  ///< the first failure in a row
};
/// The file was damaged, lies now at `moved_to`, and a new one was begun.
struct StateRebuilt {
  std::string moved_to;
};

/// A request served by our own listener.
struct HttpServed {
  std::string handler;
  std::string method;
  int status = 0;
  std::chrono::microseconds took{0};
};

}  // namespace ddns::events
