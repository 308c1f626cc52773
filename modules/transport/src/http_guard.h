#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/text.h"
#include "ddns/http/client.h"
#include "ddns/transport/failure.h"

namespace ddns::transport {

/// Says when one call has to end. Every wait of the call is cut into slices no longer than slice().
class Guard {
 public:
  Guard(const Clock& clock, const http::CallLimits& limits, std::string origin)
      : clock_(clock), limits_(limits), origin_(std::move(origin)) {}

  /// The Error to end with; nullopt while the call may go on.
  [[nodiscard]] std::optional<Error> over(Stage stage) const {
    if (limits_.stop.stop_requested()) return stopped(stage, origin_);
    if (limits_.deadline.expired(now())) return timed_out(stage, origin_);
    return std::nullopt;
  }
  [[nodiscard]] std::chrono::milliseconds slice() const {
    return std::min(std::chrono::milliseconds{200}, limits_.deadline.remaining(now()));
  }
  [[nodiscard]] SteadyTime now() const { return clock_.steady(); }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  /// The same limits with another name in messages.
  [[nodiscard]] Guard about(std::string origin) const { return {clock_, limits_, std::move(origin)}; }
  /// The Error for a body of more than `limit` bytes.
  [[nodiscard]] Error too_long(std::size_t limit) const {
    return {.reason = Reason::malformed,
            .message = cat(origin_, ": the answer is longer than ", limit, " bytes"),
            .service_code = std::string(http::kBodyTooLong)};
  }
  /// For messages.
  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }

 private:
  const Clock& clock_;
  http::CallLimits limits_;
  std::string origin_;
};

}  // namespace ddns::transport
