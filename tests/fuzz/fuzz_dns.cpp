#include "ddns/dns/authority.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"
#include "ddns/dns/verify.h"
#include "fuzz/fuzz.h"

// The DNS codec: anything may come over UDP.
namespace {

using namespace ddns;
using fuzz::require;

const dns::TsigKey& key() {
  static const auto made = dns::TsigKey::make("ddns-key", "hmac-sha256", Secret("c2VjcmV0LXRleHQ=")).value();
  return made;
}

void read(const dns::Message& message) {
  const auto name = DomainName::parse("www.example.com").value();
  for (const auto type : {dns::Type::a, dns::Type::aaaa, dns::Type::soa, dns::Type::ns}) {
    const auto answer = dns::interpret(message, name, type);
    require(answer.aliases.size() <= 16, "no more than 16 aliases are followed");
    (void)dns::zone_cut(answer, name);
    (void)dns::judge(answer, answer.addresses());
    for (const auto& alias : answer.aliases) (void)alias.to_string();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span wire(data, size);
  (void)dns::tsig_verify(wire, {}, key(), WallTime{});
  (void)dns::Name::from_wire(wire);
  const auto message = dns::decode(wire);
  if (!message) {
    require(message.error().reason == Reason::malformed, "what cannot be read is malformed");
    return 0;
  }
  read(*message);
  const auto again = dns::encode(*message);
  if (!again) return 0;  // larger without the compression that it came with
  const auto same = dns::decode(*again);
  require(same.has_value(), "what was written can be read");
  require(*same == *message, "what was written is what was read");
  if (const auto sealed = dns::tsig_sign(*again, key(), WallTime{}); sealed) {
    require(dns::decode(sealed->message).has_value(), "a signed message is a message");
  }
  return 0;
}
