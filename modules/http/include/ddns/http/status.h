#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"
#include "ddns/http/request.h"

namespace ddns::http {

/// What an HTTP status means when the body says nothing better (RFC 9110 section 15, RFC 6585). A 2xx or 3xx status
/// that nobody expected is Reason::malformed.
[[nodiscard]] Reason reason_for_status(int status) noexcept;

/// Whether a request may have changed something although it was answered so: a 408 or 5xx to one that writes is
/// Effect::unknown, everything else Effect::none.
[[nodiscard]] Effect effect_for_status(const Request& request, int status) noexcept;

/// The Retry-After header (RFC 9110 section 10.2.3), as seconds or as a date; a date in the past is zero, more than a
/// week is a week. Nullopt when it is missing or cannot be read.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const Headers& headers, WallTime now);

/// The standard phrase, "" for an unknown status.
[[nodiscard]] std::string_view status_phrase(int status) noexcept;

/// An Error out of a status alone. `doing` says what was tried: "listing the zones of account cf". The message holds
/// it, the origin of the request, the status and what to do, and nothing of the body. retry_after is taken over where
/// the reason's class knows a delay.
[[nodiscard]] Error status_error(std::string_view doing, const Request& request, const Response& response,
                                 WallTime now);

}  // namespace ddns::http
