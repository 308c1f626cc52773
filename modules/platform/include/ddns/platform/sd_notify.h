#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "ddns/core/result.h"

namespace ddns::platform {

/// Sends one message to the service manager: "READY=1", "STATUS=…", "WATCHDOG=1", "STOPPING=1", several joined by line
/// feeds (sd_notify(3)). Without $NOTIFY_SOCKET, and on Windows, it does nothing and succeeds. Never blocks.
/// Errors: Reason::io; a caller may well ignore them. Thread-safe.
Status notify_service_manager(std::string_view message);

/// "RELOADING=1" with the clock reading that Type=notify-reload asks for.
[[nodiscard]] std::string reloading_message();

/// How long the service manager waits for a "WATCHDOG=1" ($WATCHDOG_USEC, if $WATCHDOG_PID is us or absent); notify at
/// half of it. nullopt: no watchdog.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace ddns::platform
