#include "ddns/notify/alertmanager.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/http/json.h"

namespace ddns::notify {
namespace {

Result<Labels> labels_of(const http::Json& json, std::string_view what) {
  if (!json.is_object()) return fail(Reason::malformed, cat("the body has an alert without ", what));
  Labels out;
  for (const auto& [name, value] : json.members()) {
    auto text = value.as_string();
    if (!text) return fail(Reason::malformed, cat("the body has ", what, " that are no texts"));
    out.emplace_back(name, *std::move(text));
  }
  return out;
}

std::string value_of(const Labels& labels, std::string_view name) {
  const auto found = std::find_if(labels.begin(), labels.end(), [&](const auto& label) { return label.first == name; });
  return found == labels.end() ? std::string() : found->second;
}

Result<Alert> alert_of(const http::Json& json) {
  Alert out;
  const auto status = json.string("/status");
  if (status != "firing" && status != "resolved") {
    return fail(Reason::malformed, "the body has an alert that is neither firing nor resolved");
  }
  out.firing = status == "firing";
  auto labels = labels_of(json["labels"], "labels");
  if (!labels) return fail(std::move(labels).error());
  out.labels = *std::move(labels);
  if (json["annotations"].exists()) {
    auto annotations = labels_of(json["annotations"], "annotations");
    if (!annotations) return fail(std::move(annotations).error());
    out.annotations = *std::move(annotations);
  }
  out.starts_at = json.string("/startsAt");
  out.ends_at = json.string("/endsAt");
  return out;
}

Severity severity_of(const Alert& alert) {
  const auto word = value_of(alert.labels, "severity");
  if (word == "critical" || word == "page" || word == "error") return Severity::critical;
  return word == "warning" ? Severity::warning : Severity::info;
}

/// "2026-01-02T03:04:05.678901Z" without its fraction.
std::string to_seconds(const std::string& time) {
  const auto dot = time.find('.');
  if (dot == std::string::npos) return time;
  const auto zone = time.find_first_not_of("0123456789", dot + 1);
  return time.substr(0, dot) + (zone == std::string::npos ? "" : time.substr(zone));
}

/// The labels that are not said elsewhere.
std::string distinguishing(const Alert& alert) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : alert.labels) {
    if (name != "alertname" && name != "severity") parts.push_back(cat(name, "=", value));
  }
  return join(parts, ", ");
}

std::string text_of(const Alert& alert) {
  const auto name = value_of(alert.labels, "alertname");
  const auto summary = value_of(alert.annotations, "summary");
  const auto severity = value_of(alert.labels, "severity");
  auto out = cat(alert.firing ? "FIRING" : "RESOLVED", severity.empty() ? "" : " ", severity, ": ",
                 summary.empty() ? name : summary);
  const auto add = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) out += cat('\n', label, value);
  };
  if (alert.firing) add("", value_of(alert.annotations, "description"));
  add("", distinguishing(alert));
  if (alert.firing) {
    add("since ", to_seconds(alert.starts_at));
    add("runbook: ", value_of(alert.annotations, "runbook_url"));
  } else {
    // Alertmanager writes the year 1 where it does not know.
    if (!alert.ends_at.starts_with("0001-")) add("until ", to_seconds(alert.ends_at));
  }
  return out;
}

std::string counted(std::size_t firing, std::size_t resolved) {
  if (resolved == 0) return cat("[FIRING:", firing, "]");
  if (firing == 0) return cat("[RESOLVED:", resolved, "]");
  return cat("[FIRING:", firing, " RESOLVED:", resolved, "]");
}

/// What the group is called: its alert's name, else its labels.
std::string name_of(const AlertGroup& group) {
  std::vector<std::string> parts;
  auto name = value_of(group.group_labels, "alertname");
  if (name.empty() && !group.alerts.empty()) name = value_of(group.alerts.front().labels, "alertname");
  if (!name.empty()) parts.push_back(name);
  for (const auto& [label, value] : group.group_labels) {
    if (label != "alertname") parts.push_back(value);
  }
  return join(parts, " ");
}

}  // namespace

Result<AlertGroup> parse_alertmanager(std::string_view body) {
  const auto json = http::Json::parse(body);
  if (!json) return fail(json.error());
  if (!json->is_object()) return fail(Reason::malformed, "the body is no JSON object");
  if (json->text("/version") != "4") {
    return fail(Reason::malformed, "the body is not version 4 of Alertmanager's webhook");
  }
  AlertGroup out{.key = json->string("/groupKey")};
  if (out.key.empty()) return fail(Reason::malformed, "the body has no groupKey");
  if (json->at("/groupLabels").exists()) {
    auto labels = labels_of(json->at("/groupLabels"), "groupLabels");
    if (!labels) return fail(std::move(labels).error());
    out.group_labels = *std::move(labels);
  }
  if (!json->at("/alerts").is_array()) return fail(Reason::malformed, "the body has no list of alerts");
  for (const auto& one : json->items("/alerts")) {
    auto alert = alert_of(one);
    if (!alert) return fail(std::move(alert).error());
    out.alerts.push_back(*std::move(alert));
  }
  if (out.alerts.empty()) return fail(Reason::malformed, "the body has no alert");
  out.truncated = std::max<std::int64_t>(0, json->integer("/truncatedAlerts"));
  return out;
}

Message to_message(const AlertGroup& group, WallTime now) {
  Message out{.topic = Topic::alert, .severity = Severity::info, .at = now};
  auto alerts = group.alerts;
  std::stable_partition(alerts.begin(), alerts.end(), [](const Alert& alert) { return alert.firing; });
  std::size_t firing = 0;
  for (const auto& alert : alerts) {
    firing += alert.firing ? 1 : 0;
    out.severity = std::max(out.severity, severity_of(alert));
    if (!out.text.empty()) out.text += "\n\n";
    out.text += text_of(alert);
  }
  if (group.truncated > 0) out.text += cat("\n\n… and ", group.truncated, " more");
  out.title = cat(counted(firing, alerts.size() - firing), ' ', name_of(group));
  return out;
}

}  // namespace ddns::notify
