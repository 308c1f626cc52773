#include "ddns/core/error.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ddns {
namespace {

struct ReasonRow {
  Reason reason;
  std::string_view word;
  ErrorClass error_class;
};

constexpr std::array kReasons{
    ReasonRow{Reason::timeout, "timeout", ErrorClass::transient},
    ReasonRow{Reason::connect, "connect", ErrorClass::transient},
    ReasonRow{Reason::tls, "tls", ErrorClass::transient},
    ReasonRow{Reason::resolve, "resolve", ErrorClass::transient},
    ReasonRow{Reason::auth, "auth", ErrorClass::auth},
    ReasonRow{Reason::blocked, "blocked", ErrorClass::blocked},
    ReasonRow{Reason::clock, "clock", ErrorClass::transient},
    ReasonRow{Reason::quota, "quota", ErrorClass::rate_limited},
    ReasonRow{Reason::rate_limited, "rate_limited", ErrorClass::rate_limited},
    ReasonRow{Reason::not_found, "not_found", ErrorClass::not_found},
    ReasonRow{Reason::conflict, "conflict", ErrorClass::conflict},
    ReasonRow{Reason::rejected, "rejected", ErrorClass::rejected},
    ReasonRow{Reason::malformed, "malformed", ErrorClass::protocol},
    ReasonRow{Reason::http_4xx, "http_4xx", ErrorClass::rejected},
    ReasonRow{Reason::http_5xx, "http_5xx", ErrorClass::transient},
    ReasonRow{Reason::config, "config", ErrorClass::config},
    ReasonRow{Reason::io, "io", ErrorClass::transient},
    ReasonRow{Reason::unavailable, "unavailable", ErrorClass::transient},
    ReasonRow{Reason::cancelled, "cancelled", ErrorClass::cancelled},
    ReasonRow{Reason::internal, "internal", ErrorClass::internal},
};

// The row of a reason is found by its number, so the table must stand in declaration order without a gap.
constexpr bool in_declaration_order() {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (static_cast<std::size_t>(kReasons.at(i).reason) != i) return false;
  }
  return true;
}
static_assert(in_declaration_order());
static_assert(kReasons.size() == static_cast<std::size_t>(Reason::internal) + 1);

const ReasonRow& row(Reason reason) noexcept {
  const auto index = static_cast<std::size_t>(reason);
  return index < kReasons.size() ? kReasons[index] : kReasons.back();
}

}  // namespace

ErrorClass error_class(Reason reason) noexcept { return row(reason).error_class; }

std::string_view to_string(Reason reason) noexcept { return row(reason).word; }

std::string_view to_string(ErrorClass error_class) noexcept {
  switch (error_class) {
    case ErrorClass::config:
      return "config";
    case ErrorClass::auth:
      return "auth";
    case ErrorClass::blocked:
      return "blocked";
    case ErrorClass::not_found:
      return "not_found";
    case ErrorClass::rejected:
      return "rejected";
    case ErrorClass::conflict:
      return "conflict";
    case ErrorClass::rate_limited:
      return "rate_limited";
    case ErrorClass::transient:
      return "transient";
    case ErrorClass::protocol:
      return "protocol";
    case ErrorClass::cancelled:
      return "cancelled";
    case ErrorClass::internal:
      break;
  }
  return "internal";
}

std::string_view to_string(Effect effect) noexcept {
  switch (effect) {
    case Effect::none:
      return "none";
    case Effect::applied:
      return "applied";
    case Effect::unknown:
      break;
  }
  return "unknown";
}

std::optional<Reason> reason_from(std::string_view word) noexcept {
  const auto* found = std::find_if(kReasons.begin(), kReasons.end(), [&](const auto& r) { return r.word == word; });
  if (found == kReasons.end()) return std::nullopt;
  return found->reason;
}

const std::vector<Reason>& all_reasons() {
  static const std::vector<Reason> all = [] {
    std::vector<Reason> reasons;
    reasons.reserve(kReasons.size());
    for (const auto& entry : kReasons) reasons.push_back(entry.reason);
    return reasons;
  }();
  return all;
}

}  // namespace ddns
