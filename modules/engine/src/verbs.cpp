#include "verbs.h"

#include <algorithm>
#include <exception>

#include "ddns/core/text.h"
#include "ddns/events/event.h"

namespace ddns::engine {
namespace {

/// Providers do not throw; should one do so all the same, its account alone suffers.
Error escaped(const AccountSettings& account, std::string_view operation, const char* what, Effect effect) {
  return {.reason = Reason::internal,
          .message = cat("account ", account.id, ": ", operation, " broke off: ", what),
          .effect = effect};
}

template <class Answer, class Work>
Answer guarded(const AccountSettings& account, std::string_view operation, const Work& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return fail(escaped(account, operation, exception.what(), Effect::none));
  }
}

/// The error that says most about the service: its own orders before refusals before everything else.
const Error* gravest(const provider::UnitResult& results) {
  const auto weight = [](const Error& error) {
    switch (error_class(error)) {
      case ErrorClass::blocked:
        return 4;
      case ErrorClass::rate_limited:
        return 3;
      case ErrorClass::auth:
        return 2;
      case ErrorClass::transient:
        return 1;
      default:
        return 0;
    }
  };
  const Error* worst = nullptr;
  for (const auto& result : results) {
    if (!result && (worst == nullptr || weight(result.error()) > weight(*worst))) worst = &result.error();
  }
  return worst;
}

}  // namespace

bool untried(const Error& error) noexcept { return error.reason == Reason::cancelled && error.effect == Effect::none; }

Verbs::Verbs(const LaneJob& job, const Environment& environment, Waiter& waiter, http::HttpClient& http,
             std::stop_token stop, Gate& gate)
    : job_(job),
      account_(job.settings->accounts[job.account]),
      environment_(environment),
      http_(http),
      stop_(std::move(stop)),
      gate_(gate),
      waiter_(waiter),
      pacing_{*job.pacer, waiter} {}

Status Verbs::my_turn() {
  while (gate_.open()) {
    const SteadyTime now = environment_.clock.steady();
    const SteadyTime free = job_.pacer->free_at(now);
    if (free <= now) return {};
    if (free - now > longest_pace) {
      gate_.put_off(free);
      break;
    }
    // In slices, so that a reload need not wait for a slow rate.
    waiter_.wait_until(std::min(free, now + std::chrono::seconds{1}), stop_);
  }
  return fail(Reason::cancelled, "not tried");
}

void Verbs::finished(Verb verb, std::string_view operation, SteadyTime began, const Error* error) {
  const SteadyTime now = environment_.clock.steady();
  events::OperationFinished done{.account = account_.id,
                                 .provider = account_.provider_id,
                                 .operation = std::string(operation),
                                 .took = std::chrono::duration_cast<milliseconds>(now - began),
                                 .error = std::nullopt};
  if (error != nullptr) {
    done.error = *error;
    gate_.failed(verb, *error);
  } else {
    gate_.succeeded(verb);
  }
  environment_.sink.publish({environment_.clock.wall(), now, job_.trace, std::move(done)});
}

void Verbs::mask(Error& error) const {
  if (!environment_.mask) return;
  error.message = environment_.mask(std::move(error.message));
  error.service_code = environment_.mask(std::move(error.service_code));
}

template <class Work>
auto Verbs::run(std::string_view operation, const Work& work) {
  const CallLabel label{account_.id, account_.provider_id, std::string(operation), job_.trace};
  ObservedHttp http(http_, environment_, label, &pacing_);
  ObservedExchange dns(environment_, label);
  const Call call{.http = http,
                  .dns = dns,
                  .clock = environment_.clock,
                  .random = environment_.random,
                  .deadline = Deadline::after(environment_.clock, account_.timeout),
                  .stop = stop_,
                  .trace = job_.trace};
  return work(call);
}

Result<std::vector<plan::ZoneRef>> Verbs::find_zones(const std::vector<DomainName>& names) {
  if (const auto turn = my_turn(); !turn) return fail(turn.error());
  using Answer = Result<std::vector<plan::ZoneRef>>;
  const SteadyTime began = environment_.clock.steady();
  Answer zones = guarded<Answer>(account_, "zones", [&] {
    return run("zones", [&](const Call& call) { return account_.provider->find_zones(names, call); });
  });
  if (!zones) mask(zones.error());
  finished(Verb::zones, "zones", began, zones ? nullptr : &zones.error());
  return zones;
}

Result<plan::ZoneState> Verbs::read(const provider::ReadScope& scope) {
  if (const auto turn = my_turn(); !turn) return fail(turn.error());
  using Answer = Result<plan::ZoneState>;
  const SteadyTime began = environment_.clock.steady();
  Answer state = guarded<Answer>(account_, "read", [&] {
    return run("read", [&](const Call& call) { return account_.provider->read(scope, call); });
  });
  if (!state) mask(state.error());
  finished(Verb::read, "read", began, state ? nullptr : &state.error());
  return state;
}

provider::UnitResult Verbs::apply(const plan::Unit& unit) {
  const std::string_view operation = plan::verb_of(unit.operations.front());
  if (const auto turn = my_turn(); !turn) return provider::all_of(unit, fail(turn.error()));
  const SteadyTime began = environment_.clock.steady();
  provider::UnitResult results;
  try {
    results = run(operation, [&](const Call& call) { return account_.provider->apply(unit, call); });
  } catch (const std::exception& exception) {
    results = provider::all_of(unit, fail(escaped(account_, operation, exception.what(), Effect::unknown)));
  }
  if (results.size() != unit.operations.size()) {
    const Error miscounted = escaped(account_, operation, "it did not answer for every operation", Effect::unknown);
    results.resize(unit.operations.size(), fail(miscounted));
  }
  for (auto& result : results) {
    if (!result) mask(result.error());
  }
  finished(Verb::write, operation, began, gravest(results));
  return results;
}

}  // namespace ddns::engine
