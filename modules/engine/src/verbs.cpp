#include "verbs.h"

#include <algorithm>
#include <exception>

#include "ddns/core/text.h"
#include "ddns/events/event.h"
#include "masking.h"

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

Verbs::Trial Verbs::begin(Verb verb, std::string_view operation, bool retry) const {
  // The first call of a probe is made because the account failed, whichever record it is about.
  return {verb, operation, environment_.clock.steady(), retry || (job_.probe && gate_.successes() == 0)};
}

void Verbs::finish(const Trial& trial, const Error* error) {
  const SteadyTime now = environment_.clock.steady();
  events::OperationFinished done{.account = account_.id,
                                 .provider = account_.provider_id,
                                 .operation = std::string(trial.operation),
                                 .took = std::chrono::duration_cast<milliseconds>(now - trial.began),
                                 .error = std::nullopt,
                                 .retry = trial.retry};
  if (error != nullptr) {
    done.error = *error;
    gate_.failed(trial.verb, *error);
  } else {
    gate_.succeeded(trial.verb);
  }
  environment_.sink.publish({environment_.clock.wall(), now, job_.trace, std::move(done)});
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

Result<std::vector<plan::ZoneRef>> Verbs::find_zones(const std::vector<DomainName>& names, bool retry) {
  if (const auto turn = my_turn(); !turn) return fail(turn.error());
  using Answer = Result<std::vector<plan::ZoneRef>>;
  const Trial trial = begin(Verb::zones, "zones", retry);
  Answer zones = guarded<Answer>(account_, trial.operation, [&] {
    return run(trial.operation, [&](const Call& call) { return account_.provider->find_zones(names, call); });
  });
  if (!zones) mask(environment_, zones.error());
  finish(trial, zones ? nullptr : &zones.error());
  return zones;
}

Result<plan::ZoneState> Verbs::read(const provider::ReadScope& scope, bool retry) {
  if (const auto turn = my_turn(); !turn) return fail(turn.error());
  using Answer = Result<plan::ZoneState>;
  const Trial trial = begin(Verb::read, "read", retry);
  Answer state = guarded<Answer>(account_, trial.operation, [&] {
    return run(trial.operation, [&](const Call& call) { return account_.provider->read(scope, call); });
  });
  if (!state) mask(environment_, state.error());
  finish(trial, state ? nullptr : &state.error());
  return state;
}

provider::UnitResult Verbs::apply(const plan::Unit& unit, bool retry) {
  if (const auto turn = my_turn(); !turn) return provider::all_of(unit, fail(turn.error()));
  const Trial trial = begin(Verb::write, plan::verb_of(unit.operations.front()), retry);
  provider::UnitResult results;
  try {
    results = run(trial.operation, [&](const Call& call) { return account_.provider->apply(unit, call); });
  } catch (const std::exception& exception) {
    results = provider::all_of(unit, fail(escaped(account_, trial.operation, exception.what(), Effect::unknown)));
  }
  if (results.size() != unit.operations.size()) {
    const Error miscounted =
        escaped(account_, trial.operation, "it did not answer for every operation", Effect::unknown);
    results.resize(unit.operations.size(), fail(miscounted));
  }
  for (auto& result : results) {
    if (!result) mask(environment_, result.error());
  }
  finish(trial, gravest(results));
  return results;
}

}  // namespace ddns::engine
