#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ddns::plan {

/// What one write covers at a service.
enum class Grain : std::uint8_t {
  record,  ///< one value, addressed by an id
  rrset,   ///< all values of one name and type
  host,    ///< a host name with at most one IPv4 and one IPv6 address (dyndns2 and friends)
};

/// How a service's records can be proved.
enum class Verification : std::uint8_t {
  authoritative,  ///< ask the zone's name servers
  read_back,      ///< read the service (or the file) again
  remembered,     ///< nothing better than what the service answered
};

/// At most `calls` per `window`, as the service documents.
struct Rate {
  unsigned calls = 0;
  std::chrono::seconds window{1};
  friend bool operator==(const Rate&, const Rate&) = default;
};

/// What differs between services, as data. The defaults are the most careful ones. Value type.
struct Capabilities {
  Grain grain = Grain::record;
  bool can_read = true;   ///< read() tells the actual state; otherwise it is what we remember
  bool has_zones = true;  ///< find_zones() tells zones; otherwise every name is its own zone
  bool ipv4 = true;
  bool ipv6 = true;
  bool many_values = true;            ///< an RRset may hold several addresses
  bool both_families_in_one = false;  ///< host grain: one call carries A and AAAA
  unsigned batch = 1;                 ///< operations in one unit
  bool batch_atomic = false;          ///< all or nothing
  bool batch_mixes_phases = false;  ///< deletes may ride with creates because the service orders or commits them safely
  unsigned in_flight = 1;           ///< units sent at the same time, at most 16
  std::optional<Rate> rate = {};    ///< across all calls of one account
  std::chrono::seconds min_ttl{1};
  std::chrono::seconds max_ttl{2147483647};
  std::optional<std::chrono::seconds> default_ttl = {};  ///< sent when the user set none and the service wants one
  bool automatic_ttl = false;            ///< a TTL of 1 means "automatic" and is never clamped to min_ttl
  std::chrono::seconds min_interval{0};  ///< between two writes of the same name
  /// The service drops a host that nobody updates: what was acknowledged so long ago is written again as it stands.
  /// Only where nothing can be read; nullopt = the service keeps what it has.
  std::optional<std::chrono::seconds> refresh_after = {};
  Verification verification = Verification::authoritative;
  bool proxied = false;   ///< knows Attributes::proxied
  bool comments = false;  ///< knows Attributes::comment
  bool lines = false;     ///< knows RecordKey::line
  /// The names of Attributes::extra that read() tells again (where nothing can be read: that apply() uses); nullopt =
  /// any. Another name would never be seen to be right, and be written for ever.
  std::optional<std::vector<std::string>> extra = std::vector<std::string>{};
  std::vector<std::string> needs_extra = {};  ///< of these names, those without which no call can be made
  bool wildcards = true;                      ///< a name may begin with "*."
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace ddns::plan
