#pragma once

#include <string>

#include "ddns/dns/exchange.h"
#include "ddns/engine/runner.h"
#include "ddns/http/client.h"
#include "pacer.h"
#include "waiter.h"

namespace ddns::engine {

/// Who calls and what for.
struct CallLabel {
  std::string account;   ///< or the source's id
  std::string provider;  ///< empty for sources
  std::string operation;
  TraceId trace;
};

/// An account's rate window and how to wait for it.
struct Pacing {
  Pacer& pacer;
  Waiter& waiter;
};

/// Times each request and publishes CallFinished; with `pacing` each request first waits for its turn, and one that
/// could not have it before the deadline is Reason::rate_limited with the time to wait. References outlive it.
class ObservedHttp final : public http::HttpClient {
 public:
  ObservedHttp(http::HttpClient& inner, const Environment& environment, CallLabel label, const Pacing* pacing = nullptr)
      : inner_(inner), environment_(environment), label_(std::move(label)), pacing_(pacing) {}
  [[nodiscard]] Result<http::Response> send(const http::Request& request, const http::CallLimits& limits) override;

 private:
  [[nodiscard]] Result<Pacer::Token> turn(const http::CallLimits& limits) const;

  http::HttpClient& inner_;
  const Environment& environment_;
  CallLabel label_;
  const Pacing* pacing_;
};

/// The same for DNS messages, without a rate.
class ObservedExchange final : public dns::Exchange {
 public:
  ObservedExchange(const Environment& environment, CallLabel label)
      : environment_(environment), label_(std::move(label)) {}
  [[nodiscard]] Result<dns::Bytes> exchange(std::span<const std::uint8_t> message, const dns::Server& server,
                                            const dns::ExchangeOptions& options) override;

 private:
  const Environment& environment_;
  CallLabel label_;
};

}  // namespace ddns::engine
