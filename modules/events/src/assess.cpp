#include <algorithm>

#include "ddns/events/health.h"

namespace ddns::events {
namespace {

Verdict worst(Verdict a, Verdict b) { return std::max(a, b); }

Verdict assess_cycle(const StatusView& view, SteadyTime now, std::vector<Check>& checks) {
  Check check{.component = "cycle", .subject = {}, .time = view.last_cycle_completed};
  const auto patience = 3 * view.setup.interval + std::chrono::minutes{1};
  if (view.last_progress && !view.paused && now - *view.last_progress > patience) {
    check.verdict = Verdict::fail;
    check.output = "no detection round began or ended for three intervals and a minute";
  }
  checks.push_back(check);
  return checks.back().verdict;
}

void assess_source(const SourceStatus& source, Family family, std::vector<Check>& checks) {
  const auto& state = family == Family::ipv4 ? source.ipv4 : source.ipv6;
  if (!source.setup.required && !state.last_known) return;
  Check check{.component = "source",
              .subject = source.setup.id + " " + std::string(to_string(family)),
              .time = state.last_known};
  if (state.last_error) {
    check.verdict = Verdict::warn;
    check.output = state.last_error->message;
  } else if (!state.observation) {
    check.verdict = Verdict::warn;
    check.output = "not asked yet";
  }
  checks.push_back(std::move(check));
}

/// A family nobody asked for and this machine does not have.
bool is_moot(const StatusView& view, const RecordStatus& record) {
  const auto source = view.sources.find(record.setup.source);
  if (source == view.sources.end() || source->second.setup.required) return false;
  const bool v4 = record.setup.key.type == RecordType::a;
  return !(v4 ? source->second.ipv4 : source->second.ipv6).last_known.has_value();
}

void assess_record(const RecordStatus& record, const HealthRules& rules, WallTime now, std::vector<Check>& checks) {
  Check check{.component = "record", .subject = record.setup.key.to_string(), .time = record.last_verified};
  if (record.last_error) {
    check.verdict = Verdict::warn;
    check.output = record.last_error->message;
  } else if (record.out_of_sync_since && now - *record.out_of_sync_since > rules.stale_after) {
    check.verdict = Verdict::warn;
    check.output = record.doubt.empty() ? "out of sync" : record.doubt;
  } else if (!record.doubt.empty()) {
    check.verdict = Verdict::warn;
    check.output = record.doubt;
  } else if (!record.last_verified && !record.out_of_sync_since) {
    check.verdict = Verdict::warn;
    check.output = "not proved yet";
  }
  checks.push_back(std::move(check));
}

void assess_singletons(const StatusView& view, std::vector<Check>& checks) {
  if (view.state_error) checks.push_back({"state", {}, Verdict::warn, view.state_error->message, {}});
  if (view.listener_error) checks.push_back({"listener", {}, Verdict::warn, view.listener_error->message, {}});
  if (!view.last_reload_ok) {
    checks.push_back(
        {"config", {}, Verdict::warn, "the last reload was refused; the former configuration is in force", {}});
  }
  if (view.paused) checks.push_back({"engine", {}, Verdict::warn, "paused: nothing is written", {}});
}

}  // namespace

HealthReport assess(const StatusView& view, const HealthRules& rules, WallTime now, SteadyTime steady_now) {
  HealthReport report;
  report.live = assess_cycle(view, steady_now, report.checks);

  for (const auto& [id, source] : view.sources) {
    if (source.setup.ipv4) assess_source(source, Family::ipv4, report.checks);
    if (source.setup.ipv6) assess_source(source, Family::ipv6, report.checks);
  }
  for (const auto& [id, account] : view.accounts) {
    if (account.paused) report.checks.push_back({"account", id, Verdict::warn, account.paused->message, {}});
  }
  for (const auto& [key, record] : view.records) {
    if (!is_moot(view, record)) assess_record(record, rules, now, report.checks);
  }
  assess_singletons(view, report.checks);

  report.ready = view.ready && view.last_cycle_completed && !view.stopping ? Verdict::pass : Verdict::fail;
  for (const Check& check : report.checks) {
    if (check.component != "cycle") report.correct = worst(report.correct, check.verdict);
  }
  return report;
}

}  // namespace ddns::events
