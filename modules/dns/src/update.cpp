#include "ddns/dns/update.h"

#include <algorithm>

namespace ddns::dns {
namespace {

/// RFC 2181 section 8.
constexpr std::int64_t max_ttl = 2147483647;

}  // namespace

UpdateBuilder::UpdateBuilder(const DomainName& zone) {
  message_.header.opcode = Opcode::update;
  message_.questions.push_back({Name(zone), Type::soa, Class::in});
}

UpdateBuilder& UpdateBuilder::require_absent(const DomainName& name, Type type) {
  message_.answers.push_back({Name(name), type, Class::none});
  return *this;
}

UpdateBuilder& UpdateBuilder::require_exactly(const DomainName& name, Type type, const AddressSet& addresses) {
  if (addresses.empty()) return require_absent(name, type);
  for (const IpAddress& address : addresses) message_.answers.push_back({Name(name), type, Class::in, 0, address});
  return *this;
}

UpdateBuilder& UpdateBuilder::require_present(const DomainName& name, Type type) {
  message_.answers.push_back({Name(name), type, Class::any});
  return *this;
}

UpdateBuilder& UpdateBuilder::remove_set(const DomainName& name, Type type) {
  message_.authorities.push_back({Name(name), type, Class::any});
  return *this;
}

UpdateBuilder& UpdateBuilder::remove(const DomainName& name, const IpAddress& address) {
  message_.authorities.push_back({Name(name), type_of(address), Class::none, 0, address});
  return *this;
}

UpdateBuilder& UpdateBuilder::add(const DomainName& name, std::chrono::seconds ttl, const IpAddress& address) {
  const auto seconds = static_cast<std::uint32_t>(std::clamp<std::int64_t>(ttl.count(), 0, max_ttl));
  message_.authorities.push_back({Name(name), type_of(address), Class::in, seconds, address});
  return *this;
}

Message UpdateBuilder::message(std::uint16_t id) const {
  Message message = message_;
  message.header.id = id;
  return message;
}

}  // namespace ddns::dns
