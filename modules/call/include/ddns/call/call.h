#pragma once

#include <stop_token>

#include "ddns/core/clock.h"
#include "ddns/core/deadline.h"
#include "ddns/core/random.h"
#include "ddns/core/trace_id.h"
#include "ddns/dns/exchange.h"
#include "ddns/http/client.h"

namespace ddns {

/// Everything a provider or source may use while it works: the only doors to network, time and randomness. Made by the
/// engine for one job and passed down by reference; references outlive the call.
struct Call {
  http::HttpClient& http;
  dns::Exchange& dns;
  const Clock& clock;
  Random& random;
  Deadline deadline;
  std::stop_token stop;
  TraceId trace;

  [[nodiscard]] http::CallLimits limits() const { return {deadline, stop}; }
};

}  // namespace ddns
