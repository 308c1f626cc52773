#pragma once

#include <string_view>
#include <variant>

#include "ddns/core/clock.h"
#include "ddns/core/trace_id.h"
#include "ddns/events/detection.h"
#include "ddns/events/life.h"
#include "ddns/events/notifying.h"
#include "ddns/events/writing.h"

/// What happened, as values: the only way by which logs, metrics, status pages and notifications learn anything.
/// Nothing in here is a secret or a full URL.
namespace ddns::events {

using Alternatives =
    std::variant<ProcessStarted, ProcessReady, ProcessStopping, ProcessStopped, ListenerChanged, ConfigLoaded,
                 ConfigRejected, PauseChanged, CycleStarted, CycleFinished, SourceAsked, AddressChanged, CallFinished,
                 OperationFinished, PlanMade, RecordUpdated, RecordUpdateFailed, RecordKept, RecordVerified,
                 RecordDoubted, AccountPaused, AccountResumed, StateWritten, StateFailed, StateRebuilt, HttpServed,
                 NotificationTried, NotificationsPending, BridgeSent>;

/// Its special members live in one source file: a variant of so many types copied inline costs every includer seconds
/// of compile time. `std::visit`, `std::get_if` and the rest take it as the variant it is.
struct Payload : Alternatives {
  using variant::variant;
  Payload(const Payload& other);
  Payload(Payload&& other) noexcept;
  Payload& operator=(const Payload& other);
  Payload& operator=(Payload&& other) noexcept;
  ~Payload();
};

struct Event {
  WallTime at{};
  SteadyTime steady{};
  TraceId trace{};  ///< all zero outside a round
  Payload payload;
};

/// Stable machine name, "record-updated": ECS event.action.
[[nodiscard]] std::string_view name_of(const Payload& payload) noexcept;

}  // namespace ddns::events
