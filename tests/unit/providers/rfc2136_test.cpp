#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "rfc2136_world.h"

namespace ddns::providers {
namespace {

using namespace test_rfc2136;

TEST(Rfc2136Apply, sends_one_signed_message_with_guards_deletions_and_additions) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); });
  const auto done = world.apply(
      {ReplaceSet{key_of("www.example.com"),
                  AddressSet{ip_of("192.0.2.1")},
                  AddressSet{ip_of("192.0.2.2")},
                  {},
                  {.ttl = 120s}},
       ReplaceSet{key_of("www.example.com", RecordType::aaaa), AddressSet{ip_of("2001:db8::1")}, AddressSet{}}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, provider::Ack{});
  ASSERT_EQ(world.exchange.seen().size(), 1U);
  const SeenMessage seen = world.exchange.seen().front();
  EXPECT_EQ(seen.server, (dns::Server{ip_of("192.0.2.53"), 53}));
  EXPECT_EQ(seen.transport, dns::Transport::tcp);
  EXPECT_EQ(seen.deadline.at(), world.clock.steady() + 5s);
  const std::string wire = crypto::to_hex(seen.wire).substr(4);  // without the random id
  EXPECT_TRUE(
      wire.starts_with("28000001"
                       "0003"
                       "0003"
                       "0001"
                       "076578616d706c6503636f6d0000060001"        // zone example.com
                       "03777777c00c00010001000000000004c0000201"  // www A is exactly 192.0.2.1
                       "c01d000500fe000000000000"                  // www has no CNAME
                       "c01d001c0001000000000010"                  // www AAAA is exactly 2001:db8::1
                       "20010db8000000000000000000000001"
                       "c01d000100ff000000000000"  // delete www A
                       "c01d0001000100000078"      // add www 120 A 192.0.2.2
                       "0004c0000202"
                       "c01d001c00ff000000000000"  // delete www AAAA
                       "0864646e732d6b6579"))
      << wire;
}

TEST(Rfc2136Apply, guards_only_against_a_cname_when_nothing_was_read) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); });
  ASSERT_TRUE(world.apply({ReplaceSet{
      key_of("www.example.com"), std::nullopt, AddressSet{ip_of("192.0.2.2")}, {.ttl = 60s}, {.ttl = 120s}}}));
  const auto message = world.exchange.seen().front().message;
  ASSERT_EQ(message.answers.size(), 1U);
  EXPECT_EQ(message.answers[0],
            (dns::ResourceRecord{dns::Name(name_of("www.example.com")), dns::Type::cname, dns::Class::none}));
  ASSERT_EQ(message.authorities.size(), 2U);
  EXPECT_EQ(message.authorities[1].ttl, 60U) << "the wanted TTL, not the present one";
}

TEST(Rfc2136Apply, takes_the_accounts_ttl_when_nothing_tells_one) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); }, {{"default_ttl", "10m"}});
  ASSERT_TRUE(world.apply({simple()}));
  EXPECT_EQ(world.exchange.seen().front().message.authorities.back().ttl, 600U);
  EXPECT_EQ(world.account->capabilities().default_ttl, 600s);
}

TEST(Rfc2136Apply, refuses_operations_of_another_grain) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); });
  const auto done = world.apply({plan::CreateRecord{key_of("www.example.com"), ip_of("192.0.2.1")}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::internal);
  EXPECT_TRUE(world.exchange.seen().empty());
}

struct Refusal {
  Rcode rcode;
  bool is_signed;
  Reason reason;
  Effect effect;
};
class Rfc2136Refusal : public testing::TestWithParam<Refusal> {};
TEST_P(Rfc2136Refusal, is_classified) {
  const Refusal& row = GetParam();
  World world([&](const SeenMessage& seen) -> Result<dns::Bytes> {
    if (row.is_signed) return signed_answer(seen, row.rcode);
    return dns::encode(answer_to(test::without_tsig(seen.message), row.rcode));
  });
  const auto done = world.apply({simple()});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, row.reason) << done.error().message;
  EXPECT_EQ(done.error().effect, row.effect);
  EXPECT_EQ(done.error().service_code, dns::to_string(row.rcode));
  EXPECT_NE(done.error().message.find("192.0.2.53"), std::string::npos) << "names the server";
  const std::string_view also = row.reason == Reason::auth ? "ddns-key" : "example.com";
  EXPECT_NE(done.error().message.find(also), std::string::npos) << "names the key or the zone";
}
INSTANTIATE_TEST_SUITE_P(, Rfc2136Refusal,
                         testing::Values(Refusal{Rcode::refused, true, Reason::auth, Effect::none},
                                         Refusal{Rcode::refused, false, Reason::auth, Effect::none},
                                         Refusal{Rcode::notauth, true, Reason::config, Effect::none},
                                         Refusal{Rcode::notauth, false, Reason::auth,
                                                 Effect::none},  // PowerDNS, wrong key
                                         Refusal{Rcode::notzone, true, Reason::config, Effect::none},
                                         Refusal{Rcode::formerr, false, Reason::config, Effect::none},
                                         Refusal{Rcode::notimp, false, Reason::config, Effect::none},
                                         Refusal{Rcode::nxrrset, true, Reason::conflict, Effect::none},
                                         Refusal{Rcode::yxrrset, true, Reason::conflict, Effect::none},
                                         Refusal{Rcode::yxdomain, true, Reason::conflict, Effect::none},
                                         Refusal{Rcode::nxdomain, true, Reason::conflict, Effect::none},
                                         Refusal{Rcode::servfail, true, Reason::unavailable, Effect::unknown},
                                         Refusal{static_cast<Rcode>(11), true, Reason::rejected, Effect::none}),
                         [](const auto& param) { return "case_" + std::to_string(param.index); });

TEST(Rfc2136Apply, does_not_call_it_a_conflict_when_nothing_was_guarded) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::nxrrset); });
  const auto done = world.apply({ReplaceSet{key_of("www.example.com"), std::nullopt, AddressSet{}}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::rejected);
}

TEST(Rfc2136Apply, tells_wrong_key_from_wrong_secret_from_wrong_clock) {
  const struct {
    test::TsigOfAnswer tsig;
    Reason reason;
    std::string_view word;
  } rows[] = {{{Rcode::badkey, {}, false}, Reason::auth, "key_name"},
              {{Rcode::badsig, {}, false}, Reason::auth, "key_secret"},
              {{Rcode::badtime, {0, 0, 0x69, 0x57, 0x35, 0x2d}}, Reason::clock, "2m ahead of"}};
  for (const auto& row : rows) {
    World world([&](const SeenMessage& seen) { return signed_answer(seen, Rcode::notauth, row.tsig); });
    const auto done = world.apply({simple()});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, row.reason);
    EXPECT_EQ(done.error().effect, Effect::none);
    EXPECT_NE(done.error().message.find(row.word), std::string::npos) << done.error().message;
  }
}

TEST(Rfc2136Apply, does_not_know_the_effect_when_the_answer_cannot_be_believed) {
  const std::vector<ScriptedExchange::Answer> answers = {
      [](const SeenMessage& seen) { return dns::encode(answer_to(test::without_tsig(seen.message))); },
      [](const SeenMessage& seen) {
        auto wire = *signed_answer(seen, Rcode::noerror);
        wire[wire.size() - 10] ^= 1U;  // in the MAC
        return Result<dns::Bytes>(wire);
      },
      [](const SeenMessage&) { return Result<dns::Bytes>(dns::Bytes(30, 0xff)); },
      [](const SeenMessage& seen) {
        SeenMessage other = seen;
        ++other.message.header.id;
        return signed_answer(other, Rcode::noerror);
      },
      [](const SeenMessage& seen) {
        SeenMessage other = seen;
        other.message.questions[0].name = dns::Name();
        return signed_answer(other, Rcode::noerror);
      },
      [](const SeenMessage& seen) {
        SeenMessage other = seen;
        other.message.header.opcode = dns::Opcode::query;
        return signed_answer(other, Rcode::noerror);
      }};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    World world(answers[i]);
    const auto done = world.apply({simple()});
    ASSERT_FALSE(done) << "answer " << i;
    EXPECT_EQ(done.error().effect, Effect::unknown) << "answer " << i << ": " << done.error().message;
    EXPECT_TRUE(done.error().reason == Reason::auth || done.error().reason == Reason::malformed);
    EXPECT_EQ(world.exchange.seen().size(), 1U) << "sent once";
  }
}

TEST(Rfc2136Apply, works_without_a_key_where_the_server_trusts_the_address) {
  World world([](const SeenMessage& seen) { return dns::encode(answer_to(seen.message)); },
              {{"key_name", ""}, {"key_secret", ""}});
  ASSERT_TRUE(world.apply({simple()}));
  EXPECT_TRUE(world.exchange.seen().front().message.additionals.empty());
}

TEST(Rfc2136Apply, goes_to_the_next_server_only_while_nothing_can_have_happened) {
  const Texts two{{"server", "192.0.2.53,[2001:db8::53]:5353"}};
  const dns::Server second{ip_of("2001:db8::53"), 5353};
  const struct {
    ScriptedExchange::Answer first;
    bool next;
  } rows[] = {
      {[](const SeenMessage&) -> Result<dns::Bytes> { return fail(Reason::connect, "nobody"); }, true},
      {[](const SeenMessage& seen) { return signed_answer(seen, Rcode::notauth); }, true},
      {[](const SeenMessage& seen) { return dns::encode(answer_to(test::without_tsig(seen.message), Rcode::notauth)); },
       true},
      {[](const SeenMessage&) -> Result<dns::Bytes> { return fail(Reason::timeout, "silence", Effect::unknown); },
       false},
      {[](const SeenMessage&) -> Result<dns::Bytes> { return fail(Reason::cancelled, "stop"); }, false},
      {[](const SeenMessage& seen) { return signed_answer(seen, Rcode::refused); }, false},
      {[](const SeenMessage& seen) { return signed_answer(seen, Rcode::nxrrset); }, false},
      {[](const SeenMessage& seen) { return signed_answer(seen, Rcode::servfail); }, false}};
  for (const auto& row : rows) {
    World world(
        [&](const SeenMessage& seen) {
          return seen.server == second ? signed_answer(seen, Rcode::noerror) : row.first(seen);
        },
        two);
    EXPECT_EQ(world.apply({simple()}).has_value(), row.next);
    EXPECT_EQ(world.exchange.seen().size(), row.next ? 2U : 1U);
  }
}

TEST(Rfc2136Read, asks_signed_questions_and_gives_values_and_obstacles) {
  World world(zone_with({test::address_record("www.example.com", "192.0.2.1", 60),
                         test::address_record("www.example.com", "192.0.2.2", 60),
                         test::name_record("alias.example.com", dns::Type::cname, "www.example.net")}));
  const auto state = world.read(
      {key_of("www.example.com"), key_of("alias.example.com", RecordType::aaaa), key_of("none.example.com")});
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->zone.name, name_of("example.com"));
  EXPECT_EQ(state->records,
            (std::vector<plan::RemoteRecord>{
                {.key = key_of("www.example.com"), .address = ip_of("192.0.2.1"), .attributes = {.ttl = 60s}},
                {.key = key_of("www.example.com"), .address = ip_of("192.0.2.2"), .attributes = {.ttl = 60s}}}));
  EXPECT_EQ(state->obstacles, (std::vector<plan::Obstacle>{{key_of("alias.example.com", RecordType::aaaa),
                                                            "a CNAME to www.example.net. stands at this name"}}));
  for (const SeenMessage& seen : world.exchange.seen()) {
    EXPECT_EQ(seen.message.additionals.back().type, dns::Type::tsig);
    EXPECT_FALSE(seen.message.header.recursion_desired);
    EXPECT_EQ(seen.transport, dns::Transport::udp) << "no connection for each RRset";
  }
}

TEST(Rfc2136Read, asks_over_tcp_what_udp_cuts_off) {
  const auto whole = zone_with({test::address_record("www.example.com", "192.0.2.1")});
  World world([&](const SeenMessage& seen) -> Result<dns::Bytes> {
    if (seen.transport == dns::Transport::tcp) return whole(seen);
    dns::Message answer = authoritative_answer(test::without_tsig(seen.message), {});
    answer.header.truncated = true;
    answer.additionals.clear();
    return test::tsig_answer(answer, seen.message, kKey, test::ManualClock::kStart);
  });
  const auto state = world.read({key_of("www.example.com")});
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->records.size(), 1U);
  EXPECT_EQ(travelled(world), "utut") << "the name and its wildcard";
}

TEST(Rfc2136Read, leaves_udp_for_the_rest_of_a_call_where_it_does_not_get_through) {
  const auto good = zone_with({});
  for (const Reason reason : {Reason::timeout, Reason::connect}) {
    World world([&](const SeenMessage& seen) -> Result<dns::Bytes> {
      if (seen.transport == dns::Transport::udp) return fail(reason, "blocked");
      return good(seen);
    });
    ASSERT_TRUE(world.read({key_of("a.example.com"), key_of("b.example.com"), key_of("c.example.com")}));
    EXPECT_EQ(travelled(world), reason == Reason::timeout ? "uuttt" : "uttt");
  }
}

TEST(Rfc2136Read, travels_as_the_settings_say) {
  for (const auto& [transport, way] : {std::pair{"tcp", "tt"}, std::pair{"udp", "uu"}, std::pair{"auto", "uu"}}) {
    World world(zone_with({}), {{"transport", transport}});
    ASSERT_TRUE(world.read({key_of("a.example.com"), key_of("b.example.com")}));
    EXPECT_EQ(travelled(world), way) << transport;
  }
}

TEST(Rfc2136Read, takes_no_answer_without_authority) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); });
  const auto state = world.read({key_of("www.example.com")});
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::config);
}

TEST(Rfc2136Read, asks_on_at_the_server_that_answered) {
  const dns::Server second{ip_of("192.0.2.54"), 53};
  const auto good = zone_with({});
  World world(
      [&](const SeenMessage& seen) -> Result<dns::Bytes> {
        if (seen.server == second) return good(seen);
        return fail(Reason::timeout, "silence");
      },
      {{"server", "192.0.2.53,192.0.2.54"}});
  ASSERT_TRUE(world.read({key_of("a.example.com"), key_of("b.example.com"), key_of("c.example.com")}));
  EXPECT_EQ(travelled(world), "uutuuu") << "the silent one is asked for the first record only";
}

TEST(Rfc2136Read, asks_a_prerequisite_whether_a_value_is_more_than_a_wildcards) {
  // The server knows the wildcard only, and answers with it for every name below.
  for (const bool own : {false, true}) {
    World world([&](const SeenMessage& seen) -> Result<dns::Bytes> {
      if (seen.message.header.opcode == dns::Opcode::update)
        return signed_answer(seen, own ? Rcode::noerror : Rcode::nxrrset);
      const dns::Message question = test::without_tsig(seen.message);
      auto record = test::address_record("example.com", "192.0.2.9");
      record.name = question.questions[0].name;
      auto answer = authoritative_answer(question, {record});
      answer.additionals.clear();
      return test::tsig_answer(answer, seen.message, kKey, test::ManualClock::kStart);
    });
    const auto state = world.read({key_of("a.example.com"), key_of("b.example.com")});
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->records.size(), own ? 2U : 0U);
    const auto seen = world.exchange.seen();
    ASSERT_EQ(seen.size(), 5U) << "two names, one wildcard, two prerequisites";
    const dns::Message& asked = seen[3].message;  // the first goes alone, so the order is known
    ASSERT_EQ(asked.answers.size(), 1U);
    EXPECT_EQ(asked.answers[0],
              (dns::ResourceRecord{dns::Name(name_of("a.example.com")), dns::Type::a, dns::Class::any}));
    EXPECT_TRUE(asked.authorities.empty()) << "it changes nothing";
  }
}

TEST(Rfc2136FindZones, reads_the_soa_and_passes_over_names_that_are_refused) {
  World world([](const SeenMessage& seen) -> Result<dns::Bytes> {
    const dns::Message question = test::without_tsig(seen.message);
    if (!name_of("www.example.com").is_within(question.questions[0].name.host().value()))
      return signed_answer(seen, Rcode::refused);
    auto answer = authoritative_answer(question, {}, Rcode::nxdomain);
    answer.authorities = {test::soa_record("example.com", "ns1.example.com")};
    answer.additionals.clear();
    return test::tsig_answer(answer, seen.message, kKey, test::ManualClock::kStart);
  });
  const auto zones = world.account->find_zones({name_of("www.example.com"), name_of("home.example.net")}, world.call);
  ASSERT_TRUE(zones) << zones.error().message;
  EXPECT_EQ(*zones, (std::vector<plan::ZoneRef>{{name_of("example.com")}}));
}

TEST(Rfc2136Spec, batches_by_transport) {
  EXPECT_GE(account_with({{"server", "192.0.2.1"}})->capabilities().batch, 64U);
  EXPECT_LE(account_with({{"server", "192.0.2.1"}, {"transport", "udp"}})->capabilities().batch, 8U);
}

}  // namespace
}  // namespace ddns::providers
