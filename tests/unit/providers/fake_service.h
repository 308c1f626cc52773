#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/provider/spec.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"

namespace ddns::test {

/// A service as a function, without sockets: for what needs many calls or many answers. The wire itself is looked at
/// in tests/contract.
class FakeService final : public http::HttpClient, public dns::Exchange {
 public:
  using Handler = std::function<Result<http::Response>(const http::Request&)>;
  explicit FakeService(Handler handler) : handler_(std::move(handler)) {}

  Result<http::Response> send(const http::Request& request, const http::CallLimits&) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return handler_(request);
  }
  Result<dns::Bytes> exchange(std::span<const std::uint8_t>, const dns::Server&, const dns::ExchangeOptions&) override {
    return fail(Reason::internal, "no DNS here");
  }

  [[nodiscard]] const std::vector<http::Request>& requests() const noexcept { return requests_; }
  [[nodiscard]] Call call() {
    return {.http = *this,
            .dns = *this,
            .clock = clock_,
            .random = random_,
            .deadline = Deadline::after(clock_, std::chrono::seconds{10}),
            .stop = {},
            .trace = {}};
  }

 private:
  std::mutex mutex_;  ///< providers ask several questions at the same time; the handler sees them one by one
  Handler handler_;
  std::vector<http::Request> requests_;
  ManualClock clock_;
  ScriptedRandom random_;
};

inline http::Response answer(int status, std::string body, http::Headers headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

}  // namespace ddns::test
