#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/record.h"

namespace ddns::plan {

/// A zone as a service names it. `id` may be empty where the service addresses zones by name.
struct ZoneRef {
  DomainName name;
  std::string id = {};
  friend auto operator<=>(const ZoneRef&, const ZoneRef&) = default;
};

/// One value of one RRset as it stands at the service.
struct RemoteRecord {
  RecordKey key;
  IpAddress address;
  std::string id = {};         ///< the service's record id; empty where it has none
  Attributes attributes = {};  ///< as told; absent = the service has no such thing or does not say
  bool owned = true;           ///< written by us; matters only for records with `shared: true`
  friend bool operator==(const RemoteRecord&, const RemoteRecord&) = default;
};

/// How well a ZoneState is known.
enum class Knowledge : std::uint8_t {
  read,        ///< the service told it just now
  remembered,  ///< from the state store
  unknown,     ///< nothing is known: a plan made from it may only write what is idempotent
};

/// Something that stops an RRset from existing or changing: a CNAME at the name, a locked record. One per RRset: a
/// CNAME that is in the way of A and AAAA makes two.
struct Obstacle {
  RecordKey key;
  std::string what;  ///< "a CNAME to example.net. stands at this name"
  friend bool operator==(const Obstacle&, const Obstacle&) = default;
};

/// The actual state of the asked RRsets of one zone.
struct ZoneState {
  ZoneRef zone;
  std::vector<RemoteRecord> records;
  Knowledge knowledge = Knowledge::read;
  std::vector<Obstacle> obstacles = {};
  friend bool operator==(const ZoneState&, const ZoneState&) = default;
};

}  // namespace ddns::plan
