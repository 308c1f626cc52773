#include "counters.h"

#include "ddns/core/duration.h"
#include "ddns/core/error.h"
#include "ddns/plan/admission.h"

namespace ddns::metrics {
namespace {

constexpr std::string_view families[]{"ipv4", "ipv6"};
constexpr std::string_view operations[]{"zones", "read", "create", "update", "delete", "replace"};
constexpr std::string_view handlers[]{"livez",   "readyz",  "health", "metrics",   "status",
                                      "records", "history", "plan",   "providers", "index"};

std::string text(std::string_view word) { return std::string(word); }

std::set<LabelValues> reasons_after(const std::vector<LabelValues>& heads) {
  std::set<LabelValues> out;
  for (const LabelValues& head : heads) {
    for (const Reason reason : all_reasons()) {
      LabelValues values = head;
      values.push_back(text(to_string(reason)));
      out.insert(std::move(values));
    }
  }
  return out;
}

/// Unix time; 0 = no account of this service says.
double first_end(const events::Setup& setup, std::string_view provider) {
  std::optional<WallTime> first;
  for (const auto& account : setup.accounts) {
    if (account.provider != provider || !account.credentials_expire) continue;
    first = std::min(first.value_or(*account.credentials_expire), *account.credentials_expire);
  }
  return first ? unix_seconds(*first) : 0;
}

std::set<LabelValues> rejections() {
  std::set<LabelValues> out;
  for (const auto family : families) {
    for (const auto rejection : plan::all_rejections()) out.insert({text(family), text(plan::to_string(rejection))});
  }
  return out;
}

}  // namespace

Counters::Counters(const BuildInfo& build) {
  build_info.at({build.version, build.revision, build.compiler}).Set(1);
  for (Gauge* gauge : {&reload_ok, &reload_at, &engine_paused, &interval, &cycle_started, &cycle_completed,
                       &cycle_success, &state_written}) {
    (void)gauge->at({});
  }
  for (Counter* counter : {&reloads, &reload_failures, &cycles, &state_failures}) (void)counter->at({});
  for (Histogram* histogram : {&cycle_duration, &state_duration}) (void)histogram->at({});
  cycle_failures.keep_only(reasons_after({{}}));
  for (const auto family : families) {
    for (Counter* counter : {&disagreements, &changes}) (void)counter->at({text(family)});
    for (Gauge* gauge : {&last_change, &last_detected}) (void)gauge->at({text(family)});
  }
  rejected.keep_only(rejections());
  for (const auto handler : handlers) (void)served.at({text(handler), "GET", "200"});
  (void)served.at({"update", "POST", "200"});
  (void)served.at({"other", "other", "404"});
}

void Counters::configure(const events::Setup& setup) {
  configure_sources(setup);
  configure_providers(setup);
  configure_channels(setup);
  interval.at({}).Set(std::chrono::duration<double>(setup.interval).count());
}

void Counters::configure_sources(const events::Setup& setup) {
  std::vector<LabelValues> sources;
  for (const auto& source : setup.sources) {
    if (source.ipv4) sources.push_back({source.id, "ipv4"});
    if (source.ipv6) sources.push_back({source.id, "ipv6"});
  }
  source_duration.keep_only({sources.begin(), sources.end()});
  source_failures.keep_only(reasons_after(sources));
}

void Counters::configure_providers(const events::Setup& setup) {
  std::set<LabelValues> providers;
  for (const auto& account : setup.accounts) providers.insert({account.provider});
  std::vector<LabelValues> calls;
  std::set<LabelValues> doubts;
  for (const auto& provider : providers) {
    for (const auto operation : operations) calls.push_back({provider[0], text(operation)});
    for (const auto doubt : events::all_doubts()) doubts.insert({provider[0], text(events::to_string(doubt))});
  }
  provider_duration.keep_only({calls.begin(), calls.end()});
  provider_failures.keep_only(reasons_after(calls));
  retries.keep_only({calls.begin(), calls.end()});
  circuit.keep_only(providers);
  quota.drop_others(providers);
  credential_expiry.keep_only(providers);
  for (const auto& provider : providers) credential_expiry.at(provider).Set(first_end(setup, provider[0]));
  verifications.keep_only(providers);
  verification_failures.keep_only(doubts);
  propagation.keep_only(providers);
}

void Counters::configure_channels(const events::Setup& setup) {
  std::vector<LabelValues> hooks;
  hooks.reserve(setup.hooks.size());
  for (const auto& hook : setup.hooks) hooks.push_back({hook});
  hook_runs.keep_only({hooks.begin(), hooks.end()});
  hook_failures.keep_only(reasons_after(hooks));
  (void)notifications_pending.at({});
  std::vector<LabelValues> robots;
  robots.reserve(setup.robots.size());
  for (const auto& robot : setup.robots) robots.push_back({robot});
  bridge_messages.keep_only({robots.begin(), robots.end()});
  bridge_failures.keep_only(reasons_after(robots));
  bridge_merged.keep_only({robots.begin(), robots.end()});
}

}  // namespace ddns::metrics
