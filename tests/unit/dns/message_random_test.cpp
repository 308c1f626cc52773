#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::dns {
namespace {

using test::ScriptedRandom;

TsigKey any_key() { return TsigKey::make("ddns-key", "hmac-sha256", Secret("MDEyMzQ1Njc4OWFiY2RlZg==")).value(); }

/// Whatever comes in, decoding ends with a value or an error; a value encodes and decodes to itself.
void check(const Bytes& wire) {
  const auto message = decode(wire);
  static_cast<void>(tsig_verify(wire, {}, any_key(), WallTime{}));
  if (!message) {
    ASSERT_EQ(message.error().reason, Reason::malformed);
    return;
  }
  const auto again = encode(*message);
  if (!again) return;  // without its own compression it may have grown too long
  ASSERT_EQ(decode(*again).value(), *message);
}

Bytes sample() {
  Message message = make_query(1, test::name_of("www.example.com"), Type::a, true, true);
  message.header.response = true;
  message.answers = {test::name_record("www.example.com", Type::cname, "web.example.com"),
                     test::address_record("web.example.com", "192.0.2.1"),
                     test::address_record("web.example.com", "2001:db8::1")};
  message.authorities = {test::soa_record("example.com", "ns.example.com"),
                         test::name_record("example.com", Type::ns, "ns.example.com")};
  return tsig_sign(encode(message).value(), any_key(), WallTime{}).value().message;
}

TEST(DnsDecodeRandom, survives_random_octets) {
  ScriptedRandom random(1);
  for (int i = 0; i < 8000; ++i) {
    Bytes wire(random.below(80));
    random.fill(wire);
    check(wire);
  }
}

TEST(DnsDecodeRandom, survives_random_octets_behind_a_plausible_header) {
  ScriptedRandom random(2);
  for (int i = 0; i < 8000; ++i) {
    Bytes wire(12 + random.below(120));
    random.fill(wire);
    for (std::size_t count = 4; count < 12; ++count)
      wire[count] = count % 2 == 0 ? 0 : static_cast<std::uint8_t>(random.below(3));
    check(wire);
  }
}

TEST(DnsDecodeRandom, survives_changed_octets) {
  ScriptedRandom random(3);
  const Bytes original = sample();
  for (int i = 0; i < 8000; ++i) {
    Bytes wire = original;
    for (std::uint64_t change = 0; change <= random.below(4); ++change) {
      wire[random.below(wire.size())] = static_cast<std::uint8_t>(random.u64());
    }
    check(wire);
  }
}

TEST(DnsDecodeRandom, refuses_every_shortened_message) {
  const Bytes original = sample();
  ASSERT_TRUE(decode(original));
  for (std::size_t size = 0; size < original.size(); ++size) {
    ASSERT_FALSE(decode(std::span(original).first(size))) << size << " of " << original.size() << " octets";
  }
}

}  // namespace
}  // namespace ddns::dns
