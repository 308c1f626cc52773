// libFuzzer: whatever comes over the wire, decoding and TSIG verification end with a value or an error, and what was
// decoded encodes to a message that decodes to the same. Build with clang++ -fsanitize=fuzzer,address,undefined
// together with the sources of the rooms core, crypto and dns, and -lcrypto.
#include <cstdint>
#include <cstdlib>

#include "ddns/dns/client.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ddns;
  static const auto key = dns::TsigKey::make("ddns-key", "hmac-sha256", Secret("MDEyMzQ1Njc4OWFiY2RlZg==")).value();
  static const auto name = DomainName::parse("www.example.com").value();
  const std::span wire(data, size);
  static_cast<void>(dns::tsig_verify(wire, {}, key, WallTime{}));
  const auto message = dns::decode(wire);
  if (!message) return 0;
  static_cast<void>(dns::interpret(*message, name, dns::Type::a));
  const auto again = dns::encode(*message);
  if (again && dns::decode(*again).value() != *message) std::abort();
  return 0;
}
