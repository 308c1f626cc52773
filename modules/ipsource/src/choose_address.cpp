#include "ddns/ipsource/choose_address.h"

#include <algorithm>
#include <tuple>

#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"

namespace ddns::ipsource {
namespace {

using platform::InterfaceAddress;

bool within(const IpAddress& address, std::string_view prefix) { return Prefix::parse(prefix)->contains(address); }

/// Addresses that no other host could ever use. What else may not be published is the admission rules' business.
bool is_local_only(const IpAddress& address) {
  if (address.is_v4()) return within(address, "127.0.0.0/8") || within(address, "169.254.0.0/16");
  return within(address, "::1/128") || within(address, "fe80::/10");
}

bool is_private(const IpAddress& address) {
  if (address.is_v6()) return !within(address, "2000::/3");
  return within(address, "10.0.0.0/8") || within(address, "172.16.0.0/12") || within(address, "192.168.0.0/16") ||
         within(address, "100.64.0.0/10");
}

/// Smaller is better.
auto rank(const InterfaceAddress& candidate) {
  const int origin = candidate.permanent ? 0 : candidate.stable_privacy ? 1 : 2;
  const auto lifetime = candidate.preferred_lifetime.value_or(std::chrono::seconds::max());
  return std::tuple(is_private(candidate.address), origin, -lifetime.count(), candidate.interface_index,
                    candidate.address);
}

std::string place(const Selection& selection) {
  return selection.interface.empty() ? "this machine" : "interface " + selection.interface;
}

std::string wish(const Selection& selection) {
  std::string out;
  if (selection.within) out += cat(" inside ", selection.within->to_string());
  if (!selection.matches_text.empty()) out += cat(" matching ", selection.matches_text);
  if (selection.index) out += cat(" at position ", *selection.index);
  return out;
}

bool selected(const InterfaceAddress& candidate, const Selection& selection) {
  if (selection.within && !selection.within->contains(candidate.address)) return false;
  return !selection.matches || selection.matches(candidate.address.to_string());
}

}  // namespace

Observation choose_address(const std::vector<InterfaceAddress>& addresses, Family family, const Selection& selection) {
  std::vector<InterfaceAddress> usable;
  bool pending = false;
  for (const InterfaceAddress& candidate : addresses) {
    if (!selection.interface.empty() && candidate.interface_name != selection.interface) continue;
    if (candidate.address.family() != family || is_local_only(candidate.address)) continue;
    if (candidate.temporary || candidate.deprecated || candidate.dad_failed) continue;
    pending = pending || candidate.tentative;
    if (!candidate.tentative) usable.push_back(candidate);
  }
  std::stable_sort(usable.begin(), usable.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  const auto count = usable.size();
  std::erase_if(usable, [&](const auto& candidate) { return !selected(candidate, selection); });
  if (selection.index) {
    if (*selection.index == 0 || *selection.index > usable.size()) {
      usable.clear();
    } else {
      usable = {usable[*selection.index - 1]};
    }
  }
  const auto wanted = wish(selection);
  if (usable.empty() && pending) {
    return unavailable(Reason::unavailable,
                       cat("the ", to_string(family), " address of ", place(selection), " is not usable yet"));
  }
  if (usable.empty() && !wanted.empty()) {
    return unavailable(Reason::unavailable, cat("no ", to_string(family), " address of ", place(selection), wanted,
                                                " (of ", count, " usable); see `ip addr`"));
  }
  Known known;
  for (const auto& candidate : usable) {
    known.addresses.insert(candidate.address);
    if (!selection.all) break;
  }
  return known;
}

}  // namespace ddns::ipsource
