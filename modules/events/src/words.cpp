#include <array>

#include "ddns/events/event.h"
#include "ddns/events/health.h"
#include "ddns/events/status_view.h"

namespace ddns::events {

std::string_view to_string(Trigger trigger) noexcept {
  switch (trigger) {
    case Trigger::start:
      return "start";
    case Trigger::interval:
      return "interval";
    case Trigger::address_change:
      return "address_change";
    case Trigger::route_change:
      return "route_change";
    case Trigger::resume:
      return "resume";
    case Trigger::request:
      return "request";
    case Trigger::retry:
      return "retry";
    case Trigger::reload:
      return "reload";
    case Trigger::verification:
      return "verification";
  }
  return "unknown";
}

std::string_view to_string(Doubt doubt) noexcept {
  switch (doubt) {
    case Doubt::mismatch:
      return "mismatch";
    case Doubt::timeout:
      return "timeout";
    case Doubt::servfail:
      return "servfail";
    case Doubt::nxdomain:
      return "nxdomain";
    case Doubt::refused:
      return "refused";
    case Doubt::not_authoritative:
      return "not_authoritative";
    case Doubt::unreadable:
      return "unreadable";
  }
  return "unknown";
}

const std::vector<Doubt>& all_doubts() {
  static const std::vector<Doubt> doubts{Doubt::mismatch, Doubt::timeout,           Doubt::servfail,  Doubt::nxdomain,
                                         Doubt::refused,  Doubt::not_authoritative, Doubt::unreadable};
  return doubts;
}

std::string_view to_string(Standing standing) noexcept {
  switch (standing) {
    case Standing::right:
      return "right";
    case Standing::wrong:
      return "wrong";
    case Standing::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
  }
  return "fail";
}

std::string_view name_of(const Payload& payload) noexcept {
  // In the order of the variant; the assertion keeps both lists together.
  static constexpr std::array<std::string_view, std::variant_size_v<Alternatives>> names{
      "process-started", "process-ready",        "process-stopping",      "process-stopped",    "listener-changed",
      "config-loaded",   "config-rejected",      "pause-changed",         "cycle-started",      "cycle-finished",
      "source-asked",    "address-changed",      "call-finished",         "operation-finished", "plan-made",
      "record-updated",  "record-update-failed", "record-kept",           "record-verified",    "record-doubted",
      "account-paused",  "account-resumed",      "state-written",         "state-failed",       "state-rebuilt",
      "http-served",     "notification-tried",   "notifications-pending", "bridge-sent"};
  static_assert(std::is_same_v<std::variant_alternative_t<15, Alternatives>, RecordUpdated>);
  static_assert(std::is_same_v<std::variant_alternative_t<25, Alternatives>, HttpServed>);
  return names.at(payload.index());
}

}  // namespace ddns::events
