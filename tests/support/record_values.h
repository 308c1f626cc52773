#pragma once

#include <initializer_list>
#include <string_view>

#include "ddns/core/address_set.h"
#include "ddns/core/record.h"
#include "support/scripted_exchange.h"

namespace ddns::test {

inline RecordKey key_of(std::string_view name, RecordType type = RecordType::a) { return {name_of(name), type, {}}; }
inline AddressSet set_of(std::initializer_list<std::string_view> addresses) {
  AddressSet set;
  for (const std::string_view address : addresses) set.insert(ip_of(address));
  return set;
}

}  // namespace ddns::test
