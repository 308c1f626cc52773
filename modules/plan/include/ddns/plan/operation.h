#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ddns/plan/capabilities.h"
#include "ddns/plan/plan.h"

namespace ddns::plan {

/// Record grain.
struct CreateRecord {
  RecordKey key;
  IpAddress address;
  Attributes attributes = {};
  friend bool operator==(const CreateRecord&, const CreateRecord&) = default;
};
/// Record grain: the record `before.id` gets another address or attributes. Members absent from `attributes` stay.
struct UpdateRecord {
  RemoteRecord before;
  IpAddress address;
  Attributes attributes = {};
  friend bool operator==(const UpdateRecord&, const UpdateRecord&) = default;
};
struct DeleteRecord {
  RemoteRecord record;
  friend bool operator==(const DeleteRecord&, const DeleteRecord&) = default;
};
/// RRset grain: the whole set becomes `after` (empty = deleted). `before` is what was read, for optimistic locks;
/// nullopt = not known. Foreign values of a shared set are in both.
struct ReplaceSet {
  RecordKey key;
  std::optional<AddressSet> before;
  AddressSet after;
  Attributes attributes = {};  ///< wanted; where the service needs a TTL and none is wanted, `current` has it
  Attributes current = {};     ///< as read
  friend bool operator==(const ReplaceSet&, const ReplaceSet&) = default;
};
/// Host grain: at least one of both is present. An absent family is left alone.
struct UpdateHost {
  DomainName name;
  std::string line = {};
  std::optional<IpAddress> ipv4 = {};
  std::optional<IpAddress> ipv6 = {};
  Attributes attributes = {};
  std::optional<IpAddress> old_ipv4 = {};  ///< what is remembered, for templates that name it
  std::optional<IpAddress> old_ipv6 = {};
  friend bool operator==(const UpdateHost&, const UpdateHost&) = default;
};

using Operation = std::variant<CreateRecord, UpdateRecord, DeleteRecord, ReplaceSet, UpdateHost>;

/// The RRsets an operation is about (two for an UpdateHost with both families).
[[nodiscard]] std::vector<RecordKey> keys_of(const Operation& operation);
/// "create" | "update" | "delete" | "replace": the `operation` label of metrics and log lines. A ReplaceSet with
/// nothing in it is a "delete", an UpdateHost an "update".
[[nodiscard]] std::string_view verb_of(const Operation& operation) noexcept;

/// What one API call carries. Phase 0 makes and changes values, phase 1 deletes them; all of a zone's phase 0 ends
/// before its phase 1 begins, unless the service may mix.
struct Unit {
  ZoneRef zone;
  std::vector<Operation> operations;
  unsigned phase = 0;
  bool atomic = false;
  friend bool operator==(const Unit&, const Unit&) = default;
};

/// Turns a plan into calls of the service's grain and batch size. Pure. Satisfier order (record grain): a record that
/// must go is re-used by an update before another is created; deletes come last. A new value takes TTL and proxied from
/// the set it joins; `default_ttl` is filled in where nothing else tells one. Where phases may mix, all operations of
/// an RRset ride in one unit, or its deletes wait for phase 1. Preconditions: plan.changes is ordered by key
/// (make_plan's order) and its sets were normalised for `capabilities`. No operation comes out of: an unknown_state
/// change at record grain of a service that can be read (read first, or a value would be doubled), and clearing at host
/// grain (normalise refuses it before).
[[nodiscard]] std::vector<Unit> lower(const Plan& plan, const Capabilities& capabilities);

/// Splits a refused atomic unit in two, so that one bad operation cannot hold the others. The operations of one RRset
/// stay together; when only one RRset is left, its deletes become the second half, with phase 1: run it only when the
/// first half went well. Precondition: two or more operations.
[[nodiscard]] std::pair<Unit, Unit> halve(const Unit& unit);

}  // namespace ddns::plan
