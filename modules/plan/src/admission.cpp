#include "ddns/plan/admission.h"

#include <algorithm>
#include <utility>

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

/// What the user can do; empty where nothing helps.
std::string_view advice(const Rejected& rejected) {
  switch (rejected.why) {
    case Rejection::not_public: {
      const SpecialRange* range = find_special_range(rejected.address);
      if (range != nullptr && range->kind == RangeKind::private_)
        return "if it is a private network you publish to, set `allow_private: true`";
      if (range != nullptr && range->kind == RangeKind::example_)
        return "if this is a laboratory that uses such addresses, set `allow_documentation: true`";
      return "";
    }
    case Rejection::cgnat:
      return "the provider gives this line no public IPv4 address: publish IPv6 only, or set `allow_cgnat: true`";
    case Rejection::cdn:
      return "the source saw a proxy, not this machine: use another source, or set `allow_cdn: true`";
    case Rejection::denied:
      return "see `deny`";
    case Rejection::not_allowed:
      return "see `allow`";
    case Rejection::wrong_family:
    case Rejection::malformed:
    case Rejection::quorum:
      break;
  }
  return "";
}

/// A machine full of bridges has dozens; the first say enough.
constexpr std::size_t most_told = 5;

Unavailable nothing_left(const std::vector<Rejected>& rejected) {
  const std::span told(rejected.data(), std::min(rejected.size(), most_told));
  std::vector<std::string> findings;
  std::vector<std::string> advices;
  for (const Rejected& one : told) {
    findings.push_back(cat(one.address.to_string(), ": ", one.detail));
    const auto advised = advice(one);
    if (!advised.empty() && std::ranges::find(advices, advised) == advices.end()) advices.emplace_back(advised);
  }
  if (rejected.size() > told.size()) findings.push_back(cat(rejected.size() - told.size(), " more"));
  std::string message = cat("every address found was refused: ", join(findings, ", "));
  for (const std::string& one : advices) message += cat("; ", one);
  return {Error{.reason = Reason::unavailable, .message = std::move(message)}};
}

}  // namespace

Admission admit(const Observation& observation, std::span<const IpAddress> others, Family family,
                const AdmissionRules& rules) {
  const auto* known = std::get_if<Known>(&observation);
  if (known == nullptr || known->addresses.empty()) return {observation, {}};
  Admission admission;
  AddressSet passed;
  const auto take = [&](const IpAddress& address) {
    if (Verdict verdict = judge(address, family, rules)) {
      admission.rejected.push_back(*std::move(verdict));
    } else {
      passed.insert(address);
    }
  };
  std::ranges::for_each(known->addresses, take);
  for (std::size_t i = 0; passed.empty() && i < others.size(); ++i) take(others[i]);
  if (passed.empty()) {
    admission.observation = nothing_left(admission.rejected);
  } else {
    admission.observation = Known{std::move(passed)};
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
