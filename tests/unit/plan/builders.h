#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "ddns/plan/operation.h"
#include "ddns/plan/plan.h"

/// Short ways to write plan values down; a text that does not parse throws and fails the test.
namespace ddns::plan::test {

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
inline DomainName name(std::string_view text) { return DomainName::parse(text).value(); }

inline AddressSet set_of(std::initializer_list<std::string_view> texts) {
  AddressSet set;
  for (const std::string_view text : texts) set.insert(ip(text));
  return set;
}

/// "home" lies in example.com.
inline RecordKey a(std::string_view label, std::string line = {}) {
  return {name(std::string(label) + ".example.com"), RecordType::a, std::move(line)};
}
inline RecordKey aaaa(std::string_view label, std::string line = {}) {
  return {name(std::string(label) + ".example.com"), RecordType::aaaa, std::move(line)};
}

inline ZoneRef zone() { return {.name = name("example.com"), .id = "z1"}; }

inline RemoteRecord record(RecordKey key, std::string_view address, std::string id = "r1", Attributes attributes = {},
                           bool owned = true) {
  return {std::move(key), ip(address), std::move(id), std::move(attributes), owned};
}
inline RemoteRecord foreign(RecordKey key, std::string_view address, std::string id = "f1",
                            Attributes attributes = {}) {
  return record(std::move(key), address, std::move(id), std::move(attributes), false);
}

inline DesiredSet want(RecordKey key, std::initializer_list<std::string_view> addresses, Attributes attributes = {},
                       bool shared = false) {
  return {std::move(key), set_of(addresses), std::move(attributes), shared};
}

inline ZoneState state(std::vector<RemoteRecord> records, Knowledge knowledge = Knowledge::read) {
  return {.zone = zone(), .records = std::move(records), .knowledge = knowledge};
}

inline Attributes ttl(int seconds) { return {.ttl = std::chrono::seconds{seconds}}; }

}  // namespace ddns::plan::test
