#pragma once

#include <chrono>
#include <memory>

#include "ddns/call/call.h"
#include "support/scripted_random.h"

namespace ddns::contract {

/// Everything one call may use: real sockets, a wall clock that stands at 2026-01-02T03:04:05Z (Unix 1767323045, so
/// that signatures can be foretold), a steady clock that runs, and scripted randomness that starts anew for each call.
class Doors {
 public:
  /// Without `with_dns`, a DNS exchange fails the running test: HTTP providers have no business there.
  explicit Doors(bool with_dns);
  ~Doors();
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;

  [[nodiscard]] Call call(std::chrono::milliseconds patience);

  /// An hour passes: every deadline is over. From any thread.
  void let_time_run_out() noexcept;

 private:
  class StandingClock;
  std::unique_ptr<StandingClock> clock_;
  test::ScriptedRandom random_;
  std::unique_ptr<http::HttpClientFactory> factory_;
  std::unique_ptr<http::HttpClient> http_;
  std::unique_ptr<dns::Exchange> dns_;
};

}  // namespace ddns::contract
