#pragma once

#include <string_view>
#include <variant>

#include "ddns/core/clock.h"
#include "ddns/core/trace_id.h"
#include "ddns/events/detection.h"
#include "ddns/events/life.h"
#include "ddns/events/writing.h"

/// What happened, as values: the only way by which logs, metrics, status pages and notifications learn anything.
/// Nothing in here is a secret or a full URL.
namespace ddns::events {

using Payload =
    std::variant<ProcessStarted, ProcessReady, ProcessStopping, ListenerChanged, ConfigLoaded, ConfigRejected,
                 PauseChanged, CycleStarted, CycleFinished, SourceAsked, AddressChanged, CallFinished,
                 OperationFinished, PlanMade, RecordUpdated, RecordUpdateFailed, RecordKept, RecordVerified,
                 RecordDoubted, AccountPaused, AccountResumed, StateWritten, StateFailed, StateRebuilt, HttpServed>;

struct Event {
  WallTime at{};
  SteadyTime steady{};
  TraceId trace{};  ///< all zero outside a round
  Payload payload;
};

/// Stable machine name, "record-updated": ECS event.action.
[[nodiscard]] std::string_view name_of(const Payload& payload) noexcept;

}  // namespace ddns::events
