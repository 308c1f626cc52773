#include "contract/doors.h"

#include <gtest/gtest.h>

#include <atomic>

#include "ddns/transport/exchange.h"
#include "ddns/transport/http_client.h"
#include "support/manual_clock.h"

namespace ddns::contract {

namespace {

class NoDns final : public dns::Exchange {
 public:
  Result<dns::Bytes> exchange(std::span<const std::uint8_t>, const dns::Server&, const dns::ExchangeOptions&) override {
    ADD_FAILURE() << "a provider with HTTP scenarios sent a DNS message";
    return fail(Reason::internal, "no DNS here");
  }
};

}  // namespace

class Doors::StandingClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady() const noexcept override {
    return std::chrono::steady_clock::now() + std::chrono::hours(hours_.load());
  }
  [[nodiscard]] WallTime wall() const noexcept override { return test::ManualClock::kStart; }
  void skip_an_hour() noexcept { ++hours_; }

 private:
  std::atomic<int> hours_ = 0;
};

Doors::Doors(bool with_dns) : clock_(std::make_unique<StandingClock>()) {
  factory_ = std::make_unique<transport::PocoHttpClientFactory>(*clock_, "ddns-sidecar/test");
  auto client = factory_->open({});
  if (!client) throw std::runtime_error(client.error().message);
  http_ = std::move(*client);
  if (with_dns) {
    dns_ = std::make_unique<transport::SocketExchange>(*clock_);
  } else {
    dns_ = std::make_unique<NoDns>();
  }
}

Doors::~Doors() = default;

void Doors::let_time_run_out() noexcept { clock_->skip_an_hour(); }

Call Doors::call(std::chrono::milliseconds patience) {
  return {.http = *http_,
          .dns = *dns_,
          .clock = *clock_,
          .random = random_,
          .deadline = Deadline::after(*clock_, patience),
          .stop = {},
          .trace = TraceId::make(random_)};
}

}  // namespace ddns::contract
