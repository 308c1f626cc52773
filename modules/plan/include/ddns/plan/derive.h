#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ddns/core/record.h"
#include "ddns/core/result.h"
#include "ddns/plan/observation.h"
#include "ddns/plan/plan.h"

namespace ddns::plan {

/// The host part of an IPv6 address behind a delegated prefix: `bits` low bits of `value` replace those of the
/// observed address. From a suffix ("::1", "::a:b", length by `/bits` or 64) or from a MAC by EUI-64 (RFC 4291
/// appendix A).
struct HostId {
  IpAddress value;
  unsigned bits = 64;
  friend auto operator<=>(const HostId&, const HostId&) = default;
};

/// "::1", "::dead:beef/80" (host bits count from the right: prefix length 80 leaves 48; 1 to 127), or
/// "mac(00:11:22:33:44:55)" / "00:11:22:33:44:55" (`-` works too). Errors: Reason::malformed, also for bits set in the
/// prefix part and for group MAC addresses.
[[nodiscard]] Result<HostId> parse_host_id(std::string_view text);
/// The observed address with its host part replaced; an IPv4 address comes back unchanged.
[[nodiscard]] IpAddress apply_host_id(const IpAddress& observed, const HostId& host_id);

/// A configured record, its observation joined by the engine: what `derive` works on.
struct Target {
  RecordKey key;
  Attributes attributes = {};
  std::vector<HostId> host_ids = {};  ///< AAAA only; empty = the observed address itself
  bool include_observed = false;      ///< with host_ids: also the observed address
  bool shared = false;
  bool clear_when_none = false;  ///< a Known empty observation deletes the RRset
  bool many_values = false;      ///< publish every observed address, not just the first (lowest)
};

/// What the record should be. Addresses of the other family are passed over. With `many_values` each host id is put
/// behind every observed prefix, else behind the first.
/// nullopt = leave the record alone (unavailable, or none and not to be cleared).
[[nodiscard]] std::optional<DesiredSet> derive(const Target& target, const Observation& observation);

}  // namespace ddns::plan
