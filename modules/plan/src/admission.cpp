#include "ddns/plan/admission.h"

#include <algorithm>

#include "cdn_ranges.h"
#include "ddns/core/text.h"
#include "special_ranges.h"

namespace ddns::plan {
namespace {

using Verdict = std::optional<Rejected>;

Verdict special(const IpAddress& address, const AdmissionRules& rules) {
  const SpecialRange* range = find_special_range(address);
  if (range == nullptr) return std::nullopt;
  if (range->kind == RangeKind::private_ && rules.allow_private) return std::nullopt;
  if (range->kind == RangeKind::shared_ && rules.allow_cgnat) return std::nullopt;
  if (range->kind == RangeKind::example_ && rules.allow_documentation) return std::nullopt;
  const Rejection why = range->kind == RangeKind::shared_ ? Rejection::cgnat : Rejection::not_public;
  return Rejected{address, why, cat(range->prefix.to_string(), " (", range->what, ')')};
}

Verdict judge(const IpAddress& address, Family family, const AdmissionRules& rules) {
  const auto holds = [&](const Prefix& prefix) { return prefix.contains(address); };
  if (address.family() != family) {
    return Rejected{address, Rejection::wrong_family, cat("not an ", to_string(family), " address")};
  }
  if (const auto denied = std::ranges::find_if(rules.deny, holds); denied != rules.deny.end()) {
    return Rejected{address, Rejection::denied, cat(denied->to_string(), " (denied by the configuration)")};
  }
  if (Verdict verdict = special(address, rules)) return verdict;
  if (const CdnRange* range = rules.allow_cdn ? nullptr : find_cdn_range(address)) {
    return Rejected{address, Rejection::cdn, cat(range->prefix.to_string(), " (", range->owner, ')')};
  }
  if (!rules.allow.empty() && std::ranges::none_of(rules.allow, holds)) {
    return Rejected{address, Rejection::not_allowed, "outside every allowed network"};
  }
  return std::nullopt;
}

std::string_view advice(Rejection why) {
  switch (why) {
    case Rejection::not_public:
      return "; if it is a private network you publish to, set `allow_private: true`";
    case Rejection::cgnat:
      return "; the provider gives this line no public IPv4 address: publish IPv6 only, or set `allow_cgnat: true`";
    case Rejection::cdn:
      return "; the source saw a proxy, not this machine: use another source, or set `allow_cdn: true`";
    case Rejection::denied:
      return "; see `deny`";
    case Rejection::not_allowed:
      return "; see `allow`";
    case Rejection::wrong_family:
    case Rejection::malformed:
    case Rejection::quorum:
      break;
  }
  return "";
}

Unavailable nothing_left(const std::vector<Rejected>& rejected) {
  std::string message = "every address found was refused:";
  for (const Rejected& one : rejected) {
    message += cat(&one == &rejected.front() ? " " : ", ", one.address.to_string(), ": ", one.detail);
  }
  return {Error{.reason = Reason::unavailable, .message = cat(message, advice(rejected.front().why))}};
}

}  // namespace

Admission admit(const Observation& observation, Family family, const AdmissionRules& rules) {
  const auto* known = std::get_if<Known>(&observation);
  if (known == nullptr || known->addresses.empty()) return {observation, {}};
  Admission admission;
  std::vector<IpAddress> passed;
  for (const IpAddress& address : known->addresses) {
    if (Verdict verdict = judge(address, family, rules)) {
      admission.rejected.push_back(*std::move(verdict));
    } else {
      passed.push_back(address);
    }
  }
  if (passed.empty()) {
    admission.observation = nothing_left(admission.rejected);
  } else {
    admission.observation = Known{AddressSet(std::move(passed))};
  }
  return admission;
}

std::string_view to_string(Rejection rejection) noexcept {
  switch (rejection) {
    case Rejection::not_public:
      return "not_public";
    case Rejection::cgnat:
      return "cgnat";
    case Rejection::wrong_family:
      return "wrong_family";
    case Rejection::cdn:
      return "cdn";
    case Rejection::denied:
      return "denied";
    case Rejection::not_allowed:
      return "not_allowed";
    case Rejection::malformed:
      return "malformed";
    case Rejection::quorum:
      return "quorum";
  }
  return "malformed";
}

const std::vector<Rejection>& all_rejections() {
  static const std::vector<Rejection> all = {Rejection::not_public, Rejection::cgnat,  Rejection::wrong_family,
                                             Rejection::cdn,        Rejection::denied, Rejection::not_allowed,
                                             Rejection::malformed,  Rejection::quorum};
  return all;
}

}  // namespace ddns::plan
