#include "observed.h"

#include "ddns/core/text.h"
#include "ddns/events/event.h"
#include "masking.h"
#include "quota.h"

namespace ddns::engine {
namespace {

void publish(const Environment& environment, const CallLabel& label, SteadyTime began, events::CallFinished&& call) {
  const SteadyTime now = environment.clock.steady();
  call.account = label.account;
  call.provider = label.provider;
  call.operation = label.operation;
  call.took = std::chrono::duration_cast<std::chrono::milliseconds>(now - began);
  if (call.error) mask(environment, *call.error);
  call.span = SpanId::make(environment.random);
  environment.sink.publish({environment.clock.wall(), now, label.trace, std::move(call)});
}

}  // namespace

Result<Pacer::Token> ObservedHttp::turn(const http::CallLimits& limits) const {
  for (;;) {
    const SteadyTime now = environment_.clock.steady();
    if (const auto token = pacing_->pacer.take(now)) return *token;
    const SteadyTime free = pacing_->pacer.free_at(now);
    if (limits.deadline.expired(free)) {
      Error error{.reason = Reason::rate_limited,
                  .message = cat("account ", label_.account, ": the service's rate limit is used up for now")};
      error.retry_after = std::chrono::ceil<std::chrono::seconds>(free - now);
      return fail(std::move(error));
    }
    if (!pacing_->waiter.wait_until(free, limits.stop)) return fail(Reason::cancelled, "stopping");
  }
}

Result<http::Response> ObservedHttp::send(const http::Request& request, const http::CallLimits& limits) {
  Pacer::Token token = 0;
  if (pacing_ != nullptr) {
    const auto mine = turn(limits);
    if (!mine) return fail(mine.error());
    token = *mine;
  }
  const SteadyTime began = environment_.clock.steady();
  auto response = inner_.send(request, limits);
  if (pacing_ != nullptr) pacing_->pacer.give_back(token, environment_.clock.steady());
  events::CallFinished call;
  call.method = request.method;
  call.host = request.url.host;
  if (response) {
    call.status = response->status;
    call.quota_remaining = quota_remaining(response->headers);
  } else {
    call.error = response.error();
  }
  publish(environment_, label_, began, std::move(call));
  return response;
}

Result<dns::Bytes> ObservedExchange::exchange(std::span<const std::uint8_t> message, const dns::Server& server,
                                              const dns::ExchangeOptions& options) {
  const SteadyTime began = environment_.clock.steady();
  auto answer = environment_.dns.exchange(message, server, options);
  events::CallFinished call;
  call.method = "DNS";
  call.host = server.address.to_string();
  if (!answer) {
    call.error = answer.error();
  } else if (answer->size() > 3) {
    call.status = (*answer)[3] & 0x0F;  // RCODE, RFC 1035 section 4.1.1
  }
  publish(environment_, label_, began, std::move(call));
  return answer;
}

}  // namespace ddns::engine
