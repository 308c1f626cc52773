#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/plan/observation.h"

namespace ddns::plan {

/// Why an address may not be published. Closed set: the `reason` label of ddns_ip_rejected_total.
enum class Rejection : std::uint8_t {
  not_public,  ///< private, ULA, loopback, link-local, multicast, documentation, reserved… (IANA special registries)
  cgnat,       ///< 100.64.0.0/10 (RFC 6598)
  wrong_family,
  cdn,          ///< inside the published ranges of a CDN: an echo service answered with a proxy's address
  denied,       ///< inside a prefix the user denies
  not_allowed,  ///< outside every prefix the user allows
  malformed,
  quorum,  ///< not enough sources agree
};
[[nodiscard]] std::string_view to_string(Rejection rejection) noexcept;
[[nodiscard]] const std::vector<Rejection>& all_rejections();

/// One address and the finding against it: `detail` names the range, e.g. "192.168.0.0/16 (private, RFC 1918)".
struct Rejected {
  IpAddress address;
  Rejection why = Rejection::not_public;
  std::string detail;
  friend bool operator==(const Rejected&, const Rejected&) = default;
};

/// Rules of one source. Only the three `allow_…` switches widen; `allow` and `deny` narrow: a private address inside an
/// `allow` prefix stays refused without allow_private.
struct AdmissionRules {
  bool allow_private = false;  ///< RFC 1918 and ULA pass (a LAN name server, the quick start); loopback never does
  bool allow_cgnat = false;
  bool allow_documentation = false;  ///< RFC 5737, RFC 3849, RFC 9637: laboratories and sandboxes use them
  bool allow_cdn = false;
  std::vector<Prefix> allow = {};  ///< when not empty, only addresses inside one of these pass
  std::vector<Prefix> deny = {};
  friend bool operator==(const AdmissionRules&, const AdmissionRules&) = default;
};

struct Admission {
  Observation observation;  ///< Known with what passed; Unavailable when something came and nothing passed
  std::vector<Rejected> rejected;
};

/// The address firewall between sources and records: one refused address is dropped, and a source whose every address
/// is refused counts as unavailable (Reason::unavailable, naming them), never as "none". Order of checks, the first
/// finding counts: family, deny, special-purpose ranges, CDN ranges, allow list. A source that knows further addresses
/// names them in `others`, best first: when nothing of the observation passes, the first of them that does stands for
/// it; `rejected` then holds what was refused before it. Thread-safe.
[[nodiscard]] Admission admit(const Observation& observation, std::span<const IpAddress> others, Family family,
                              const AdmissionRules& rules);
[[nodiscard]] inline Admission admit(const Observation& observation, Family family, const AdmissionRules& rules) {
  return admit(observation, {}, family, rules);
}

}  // namespace ddns::plan
