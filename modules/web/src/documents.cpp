#include "ddns/web/documents.h"

#include <nlohmann/json.hpp>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/plan/verify_mode.h"

namespace ddns::web {
namespace {

// Ordered: a person reads these documents too.
using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json time_json(const std::optional<WallTime>& time) { return time ? Json(format_rfc3339(*time)) : Json(nullptr); }

Json addresses_json(const AddressSet& addresses) {
  Json out = Json::array();
  for (const auto& address : addresses) out.push_back(address.to_string());
  return out;
}

Json addresses_json(const std::optional<AddressSet>& addresses) {
  return addresses ? addresses_json(*addresses) : Json(nullptr);
}

Json error_json(const Error& error) {
  Json out{{"reason", to_string(error.reason)}, {"message", error.message}};
  if (!error.service_code.empty()) out["service_code"] = error.service_code;
  if (error.retry_after) out["retry_after_seconds"] = error.retry_after->count();
  return out;
}

Json error_json(const std::optional<Error>& error) { return error ? error_json(*error) : Json(nullptr); }

Json key_json(const RecordKey& key) {
  Json out{{"name", key.name.text()}, {"type", to_string(key.type)}};
  if (!key.line.empty()) out["line"] = key.line;
  return out;
}

/// One word for the table of a page.
std::string_view state_of(const events::RecordStatus& record) {
  if (record.last_error) return "failing";
  if (record.out_of_sync_since) return "out_of_sync";
  if (!record.doubt.empty()) return "unverified";
  return record.last_verified ? "in_sync" : "pending";
}

Json record_json(const events::RecordStatus& record) {
  Json out = key_json(record.setup.key);
  out["account"] = record.setup.account;
  out["provider"] = record.provider;
  out["source"] = record.setup.source;
  out["state"] = state_of(record);
  out["wanted"] = addresses_json(record.wanted);
  out["published"] = addresses_json(record.published);
  out["verification"] = plan::to_string(record.setup.verification);
  out["witnesses"] = record.witnesses;
  out["last_update"] = time_json(record.last_update);
  out["last_verified"] = time_json(record.last_verified);
  out["out_of_sync_since"] = time_json(record.out_of_sync_since);
  out["doubt"] = record.doubt.empty() ? Json(nullptr) : Json(record.doubt);
  out["error"] = error_json(record.last_error);
  out["failures"] = record.failures;
  out["next_attempt"] = time_json(record.next_attempt);
  out["updates"] = record.updates;
  return out;
}

Json records_array(const events::StatusView& view) {
  Json out = Json::array();
  for (const auto& [key, record] : view.records) out.push_back(record_json(record));
  return out;
}

Json family_json(const events::SourceStatus::PerFamily& family) {
  Json out{{"addresses", nullptr}};
  if (family.observation) {
    if (const auto* known = std::get_if<Known>(&*family.observation))
      out["addresses"] = addresses_json(known->addresses);
  }
  out["last_known"] = time_json(family.last_known);
  out["last_change"] = time_json(family.last_change);
  out["error"] = error_json(family.last_error);
  return out;
}

Json sources_array(const events::StatusView& view) {
  Json out = Json::array();
  for (const auto& [id, source] : view.sources) {
    Json one{{"id", id}, {"type", source.setup.type}, {"event_backed", source.setup.event_backed}};
    if (source.setup.ipv4) one["ipv4"] = family_json(source.ipv4);
    if (source.setup.ipv6) one["ipv6"] = family_json(source.ipv6);
    out.push_back(std::move(one));
  }
  return out;
}

Json accounts_array(const events::StatusView& view) {
  Json out = Json::array();
  for (const auto& [id, account] : view.accounts) {
    Json one{{"id", id}, {"provider", account.setup.provider}, {"paused", account.paused.has_value()}};
    one["error"] = error_json(account.paused);
    one["paused_until"] = time_json(account.paused_until);
    out.push_back(std::move(one));
  }
  return out;
}

Json change_json(const plan::Change& change) {
  Json out = key_json(change.key);
  AddressSet before;
  for (const auto& record : change.before) before.insert(record.address);
  out["why"] = plan::to_string(change.why);
  out["before"] = addresses_json(before);
  out["after"] = addresses_json(change.after);
  if (!change.foreign.empty()) out["foreign"] = addresses_json(change.foreign);
  return out;
}

Json one_plan_json(const engine::PlanReport::Entry& entry) {
  Json out{{"account", entry.account}, {"zone", entry.plan.zone.name.text()}};
  out["changes"] = Json::array();
  for (const auto& change : entry.plan.changes) out["changes"].push_back(change_json(change));
  out["kept"] = Json::array();
  for (const auto& kept : entry.plan.kept) {
    Json one = key_json(kept.key);
    one["addresses"] = addresses_json(kept.addresses);
    out["kept"].push_back(std::move(one));
  }
  out["refused"] = Json::array();
  for (const auto& refused : entry.plan.refused) {
    Json one = key_json(refused.key);
    one["error"] = error_json(refused.error);
    out["refused"].push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string status_json(const events::StatusView& view, const events::HealthReport& health) {
  Json out{{"version", view.version},
           {"started", format_rfc3339(view.started)},
           {"config", view.config_path},
           {"live", to_string(health.live)},
           {"ready", to_string(health.ready)},
           {"correct", to_string(health.correct)},
           {"paused", view.paused},
           {"interval_seconds", std::chrono::duration<double>(view.setup.interval).count()}};
  out["last_round_completed"] = time_json(view.last_cycle_completed);
  out["last_round_success"] = time_json(view.last_cycle_success);
  out["last_reload"] = time_json(view.last_reload);
  out["last_reload_ok"] = view.last_reload_ok;
  out["state_error"] = error_json(view.state_error);
  out["sources"] = sources_array(view);
  out["accounts"] = accounts_array(view);
  out["records"] = records_array(view);
  return dump(out);
}

std::string records_json(const events::StatusView& view) { return dump(records_array(view)); }

std::string plan_json(const engine::PlanReport& report) {
  Json out{{"plans", Json::array()}, {"failures", Json::array()}};
  for (const auto& entry : report.plans) out["plans"].push_back(one_plan_json(entry));
  for (const auto& failure : report.failures) {
    Json one{{"account", failure.account}, {"records", Json::array()}, {"error", error_json(failure.error)}};
    for (const auto& key : failure.keys) one["records"].push_back(key_json(key));
    out["failures"].push_back(std::move(one));
  }
  return dump(out);
}

std::string update_json(const engine::UpdateReport& report) {
  Json out{{"records", Json::array()}};
  for (const auto& outcome : report.records) {
    Json one = key_json(outcome.key);
    one["account"] = outcome.account;
    one["outcome"] = engine::to_string(outcome.kind);
    one["addresses"] = addresses_json(outcome.addresses);
    one["error"] = error_json(outcome.error);
    out["records"].push_back(std::move(one));
  }
  return dump(out);
}

std::string health_json(const events::HealthReport& report, const std::string& version, bool details) {
  const auto overall = report.live == events::Verdict::fail || report.ready == events::Verdict::fail
                           ? events::Verdict::fail
                           : report.correct;
  Json out{{"status", to_string(overall)},     {"version", version},
           {"serviceId", "ddns-sidecar"},      {"live", to_string(report.live)},
           {"ready", to_string(report.ready)}, {"correct", to_string(report.correct)}};
  Json checks = Json::object();
  for (const auto& check : report.checks) {
    Json one{{"componentType", "component"}, {"status", to_string(check.verdict)}};
    if (check.time) one["time"] = format_rfc3339(*check.time);
    if (details) {
      if (!check.subject.empty()) one["componentId"] = check.subject;
      if (!check.output.empty()) one["output"] = check.output;
    }
    checks[cat(check.component, ":state")].push_back(std::move(one));
  }
  out["checks"] = std::move(checks);
  return dump(out);
}

}  // namespace ddns::web
