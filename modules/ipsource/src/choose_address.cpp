#include "ddns/ipsource/choose_address.h"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

#include "ddns/core/address_scope.h"
#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"

namespace ddns::ipsource {
namespace {

using platform::Interface;
using platform::InterfaceAddress;

bool within(const IpAddress& address, std::string_view prefix) { return Prefix::parse(prefix)->contains(address); }

/// Addresses that no other host could ever use. What else may not be published is the admission rules' business.
bool is_local_only(const IpAddress& address) { return is_loopback(address) || is_link_local(address); }

bool is_private(const IpAddress& address) {
  if (address.is_v6()) return !within(address, "2000::/3");
  return within(address, "10.0.0.0/8") || within(address, "172.16.0.0/12") || within(address, "192.168.0.0/16") ||
         within(address, "100.64.0.0/10");
}

bool carries(const Interface& interface) { return interface.up && interface.running; }

/// How an IPv6 address came to be: by hand, with a stable interface id, otherwise. For IPv4 this says nothing: the
/// address of the line comes by DHCP, and what is set by hand is often a bridge of containers.
int origin(const InterfaceAddress& candidate) {
  if (candidate.address.is_v4() || candidate.permanent) return 0;
  return candidate.stable_privacy ? 1 : 2;
}

/// Smaller is better.
auto merit(const InterfaceAddress& candidate, const Network& network) {
  return std::tuple(candidate.interface_index != network.default_interface, is_private(candidate.address),
                    origin(candidate));
}

/// Sorts addresses of equal merit: first those that no other one outlives more than twice, then the same of the rest.
void sort_by_lifetime(std::span<InterfaceAddress> rest) {
  const auto lifetime = [](const InterfaceAddress& candidate) {
    return candidate.preferred_lifetime.value_or(std::chrono::seconds::max());
  };
  while (rest.size() > 1) {
    const auto longest = lifetime(*std::ranges::max_element(rest, {}, lifetime));
    const auto outlived = [&](const InterfaceAddress& one) { return longest - lifetime(one) > lifetime(one); };
    const auto left = std::ranges::stable_partition(rest, std::not_fn(outlived));
    rest = std::span(left.begin(), left.end());
  }
}

void rank(std::vector<InterfaceAddress>& candidates, Family family, const Network& network) {
  const auto key = [&](const InterfaceAddress& one) {
    return std::tuple(merit(one, network), one.interface_index, one.address);
  };
  std::ranges::sort(candidates, {}, key);
  if (family == Family::ipv4) return;
  for (auto first = candidates.begin(); first != candidates.end();) {
    const auto last = std::find_if(first, candidates.end(),
                                   [&](const auto& one) { return merit(one, network) != merit(*first, network); });
    sort_by_lifetime(std::span(first, last));
    first = last;
  }
}

/// Why nothing can be said about the interfaces as they are. An interface that is gone or has no carrier cannot tell;
/// that is not "no address".
std::optional<Unavailable> cannot_tell(const std::vector<Interface>& interfaces, const Selection& selection) {
  if (selection.interface.empty()) {
    const auto useful = [](const Interface& one) { return carries(one) && !one.loopback; };
    if (std::ranges::any_of(interfaces, useful)) return std::nullopt;
    return unavailable(Reason::unavailable, "no interface is up and has a carrier; see `ip link`");
  }
  const auto found = std::ranges::find(interfaces, selection.interface, &Interface::name);
  if (found == interfaces.end())
    return unavailable(Reason::unavailable, cat("there is no interface ", selection.interface, "; see `ip link`"));
  if (carries(*found)) return std::nullopt;
  return unavailable(Reason::unavailable, cat("interface ", selection.interface, " is down or has no carrier"));
}

struct Found {
  std::vector<InterfaceAddress> usable;
  std::vector<std::string> idle;  ///< interfaces whose addresses were left out because they are down
  bool pending = false;           ///< there are tentative ones
};

Found look(const Network& network, Family family, const Selection& selection) {
  Found found;
  for (const InterfaceAddress& candidate : network.addresses) {
    if (candidate.address.family() != family || is_local_only(candidate.address)) continue;
    const auto interface = std::ranges::find(network.interfaces, candidate.interface_index, &Interface::index);
    // One that came or went between the two lists is seen by the next look, which its event sets off.
    if (interface == network.interfaces.end()) continue;
    if (selection.interface.empty() ? interface->loopback : interface->name != selection.interface) continue;
    if (!carries(*interface)) {
      if (std::ranges::find(found.idle, interface->name) == found.idle.end()) found.idle.push_back(interface->name);
      continue;
    }
    if (candidate.temporary || candidate.deprecated || candidate.dad_failed) continue;
    found.pending = found.pending || candidate.tentative;
    if (!candidate.tentative) found.usable.push_back(candidate);
  }
  return found;
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

void select(std::vector<InterfaceAddress>& candidates, const Selection& selection) {
  std::erase_if(candidates, [&](const auto& candidate) { return !selected(candidate, selection); });
  if (!selection.index) return;
  if (*selection.index == 0 || *selection.index > candidates.size()) {
    candidates.clear();
  } else {
    candidates = {candidates[*selection.index - 1]};
  }
}

/// Nothing of what was found was selected.
Observation nothing(const Found& found, std::size_t usable, Family family, const Selection& selection) {
  const auto place = selection.interface.empty() ? "this machine" : "interface " + selection.interface;
  const auto wanted = wish(selection);
  if (found.pending) {
    return unavailable(Reason::unavailable,
                       cat("the ", to_string(family), " address of ", place, " is not usable yet"));
  }
  if (!wanted.empty()) {
    return unavailable(Reason::unavailable, cat("no ", to_string(family), " address of ", place, wanted, " (of ",
                                                usable, " usable); see `ip addr`"));
  }
  if (!found.idle.empty()) {
    return unavailable(Reason::unavailable, cat("the only ", to_string(family), " addresses are those of ",
                                                join(found.idle, ", "), ", down or without a carrier"));
  }
  return Known{};
}

}  // namespace

Choice choose_address(const Network& network, Family family, const Selection& selection) {
  if (auto mute = cannot_tell(network.interfaces, selection)) return {*std::move(mute)};
  Found found = look(network, family, selection);
  auto& ranked = found.usable;
  rank(ranked, family, network);
  const auto usable = ranked.size();
  select(ranked, selection);
  if (ranked.empty()) return {nothing(found, usable, family, selection)};
  Known known;
  Choice choice;
  for (const auto& candidate : ranked) {
    if (selection.all || known.addresses.empty()) {
      known.addresses.insert(candidate.address);
    } else {
      choice.others.push_back(candidate.address);
    }
  }
  choice.observation = std::move(known);
  return choice;
}

}  // namespace ddns::ipsource
