#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/record.h"
#include "ddns/plan/zone_state.h"

namespace ddns::plan {

/// What one RRset should be.
struct DesiredSet {
  RecordKey key;
  AddressSet addresses;  ///< empty only when the configuration says that "none" clears the record
  Attributes attributes = {};
  bool shared = false;  ///< values we did not write stay (Ownership: with `shared: true` only ours are ours)
  friend bool operator==(const DesiredSet&, const DesiredSet&) = default;
};

/// Why a change is made.
enum class Why : std::uint8_t { missing, wrong_address, wrong_attributes, surplus, cleared, unknown_state };

/// The change of one RRset. `before` are the values that we may touch as they stand (empty = the set does not exist);
/// `foreign` stand there too and stay (shared sets). `after` is what the set shall hold of ours. Ordered by key.
struct Change {
  RecordKey key;
  Why why = Why::missing;
  std::vector<RemoteRecord> before;
  AddressSet foreign = {};
  AddressSet after;
  Attributes attributes = {};  ///< wanted, unmanaged members absent
  Attributes current = {};  ///< of the set as it stands (its first record, ours before foreign); kept where unmanaged
  friend bool operator==(const Change&, const Change&) = default;
};

/// An RRset that is right already.
struct Kept {
  RecordKey key;
  AddressSet addresses;
  friend bool operator==(const Kept&, const Kept&) = default;
};

/// An RRset that cannot be made right, and why: an obstacle, an unsupported attribute, a policy.
struct Refused {
  RecordKey key;
  Error error;
  friend bool operator==(const Refused&, const Refused&) = default;
};

/// What to do in one zone. Ordered by key; comparable; printable (to_text). Pure data.
struct Plan {
  ZoneRef zone;
  std::vector<Change> changes;
  std::vector<Kept> kept;
  std::vector<Refused> refused;
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// The difference between what should be and what is. Only RRsets in `desired` are looked at; attributes the user did
/// not set never make a change, nor does the TTL of a proxied record or one the service does not tell. An obstacle
/// refuses its RRset (Reason::conflict) only when something would have to change. Deterministic, no I/O, O(n log n).
/// `desired` must have unique keys (a second one is refused) and should have gone through normalise().
[[nodiscard]] Plan make_plan(const std::vector<DesiredSet>& desired, const ZoneState& actual);

/// What the user allows. Changes not allowed become Refused with Reason::config.
enum class Policy : std::uint8_t {
  sync,         ///< everything
  upsert_only,  ///< never delete a value without replacing it: surplus values stay, a change that only removes is
                ///< refused
  create_only,  ///< never act where a value of ours stands already, nor on unknown state
};
[[nodiscard]] Plan restrict_to(Policy policy, Plan plan);

/// A brake against runaway changes.
struct Limits {
  std::size_t max_changes = 10000;  ///< RRsets in one plan
  std::size_t max_deletes = 10000;  ///< RRsets that would vanish
};
/// The reason why nothing of this plan may run (Reason::config, with the numbers), or nullopt.
[[nodiscard]] std::optional<Error> too_much(const Plan& plan, const Limits& limits);

/// For people: a head line with the counts, then one line per change and refusal, "+ home.example.com A 192.0.2.1
/// (missing)". `+` new, `~` changed, `-` removed, `!` refused. No newline at the end.
[[nodiscard]] std::string to_text(const Plan& plan);
/// "wrong_address": stable words, for labels and JSON.
[[nodiscard]] std::string_view to_string(Why why) noexcept;

}  // namespace ddns::plan
