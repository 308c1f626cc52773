#include "ddns/dns/client.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::dns {
namespace {

using namespace std::chrono_literals;
using test::address_record;
using test::answer_to;
using test::authoritative_answer;
using test::ip_of;
using test::name_of;
using test::name_record;
using test::ScriptedExchange;
using test::SeenMessage;

const Server server{test::ip_of("192.0.2.53"), 53};

/// What a question needs, around a scripted exchange.
struct World {
  explicit World(ScriptedExchange::Answer answer) : exchange(std::move(answer)) {}
  test::ManualClock clock;
  test::ScriptedRandom random;
  ScriptedExchange exchange;
  Doors doors{exchange, clock, random, Deadline::never()};

  Result<Answer> ask(Type type = Type::a, const QueryOptions& options = {}) {
    return query(doors, server, name_of("www.example.com"), type, options);
  }
};

TEST(DnsQuery, gives_addresses_with_ttl_and_authority) {
  World world([](const SeenMessage& seen) {
    return encode(authoritative_answer(seen.message, {address_record("www.example.com", "192.0.2.2", 60),
                                                      address_record("WWW.example.com", "192.0.2.1", 30)}));
  });
  const auto answer = world.ask();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->kind, AnswerKind::data);
  EXPECT_TRUE(answer->authoritative);
  EXPECT_EQ(answer->addresses(), (AddressSet{ip_of("192.0.2.1"), ip_of("192.0.2.2")}));
  EXPECT_EQ(answer->ttl(), 30s);
  ASSERT_EQ(world.exchange.seen().size(), 1U);
  const SeenMessage seen = world.exchange.seen().front();
  EXPECT_EQ(seen.server, server);
  EXPECT_EQ(seen.transport, Transport::udp);
  EXPECT_FALSE(seen.message.header.recursion_desired);
  EXPECT_EQ(seen.message.additionals, std::vector{edns_record(1232)});
  EXPECT_EQ(seen.deadline.at(), world.clock.steady() + 1500ms);
}

TEST(DnsQuery, asks_for_recursion_when_told) {
  World world([](const SeenMessage& seen) { return encode(answer_to(seen.message)); });
  EXPECT_TRUE(world.ask(Type::a, {.recursion_desired = true}));
  EXPECT_TRUE(world.exchange.seen().front().message.header.recursion_desired);
}

TEST(DnsQuery, repeats_with_tcp_when_the_answer_was_cut_off) {
  World world([](const SeenMessage& seen) {
    Message answer = authoritative_answer(seen.message, {address_record("www.example.com", "192.0.2.1")});
    answer.header.truncated = seen.transport == Transport::udp;
    if (answer.header.truncated) answer.answers.clear();
    return encode(answer);
  });
  const auto answer = world.ask();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->addresses().size(), 1U);
  ASSERT_EQ(world.exchange.seen().size(), 2U);
  EXPECT_EQ(world.exchange.seen()[1].transport, Transport::tcp);
}

TEST(DnsQuery, sends_each_datagram_with_a_new_id_and_gives_up_after_the_tries) {
  World world([](const SeenMessage&) -> Result<Bytes> { return fail(Reason::timeout, "silence", Effect::unknown); });
  const auto answer = world.ask();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::timeout);
  EXPECT_EQ(answer.error().effect, Effect::none) << "a question changes nothing";
  const auto seen = world.exchange.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[0].message.header.id, seen[1].message.header.id);
}

TEST(DnsQuery, does_not_ask_again_where_nobody_listens) {
  World world([](const SeenMessage&) -> Result<Bytes> { return fail(Reason::connect, "nobody there"); });
  EXPECT_EQ(world.ask().error().reason, Reason::connect);
  EXPECT_EQ(world.exchange.seen().size(), 1U);
}

TEST(DnsQuery, keeps_within_the_callers_deadline) {
  World world([&](const SeenMessage&) -> Result<Bytes> { return fail(Reason::timeout, "silence"); });
  world.doors.deadline = Deadline(world.clock.steady());
  EXPECT_FALSE(world.ask(Type::a, {.tries = 5}));
  ASSERT_EQ(world.exchange.seen().size(), 1U) << "no further try once the time is over";
  EXPECT_EQ(world.exchange.seen()[0].deadline.at(), world.clock.steady());
}

TEST(DnsQuery, asks_without_edns_a_server_that_does_not_know_it) {
  for (const Rcode refusal : {Rcode::formerr, Rcode::notimp}) {
    World world([&](const SeenMessage& seen) {
      if (seen.message.additionals.empty()) return encode(answer_to(seen.message));
      Message answer = answer_to(seen.message, refusal);
      answer.questions.clear();
      return encode(answer);
    });
    const auto answer = world.ask();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->rcode, Rcode::noerror);
    EXPECT_EQ(world.exchange.seen().size(), 2U);
  }
}

TEST(DnsQuery, gives_every_code_as_an_answer) {
  World world([](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::refused)); });
  const auto answer = world.ask();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, AnswerKind::failure);
  EXPECT_EQ(answer->rcode, Rcode::refused);
}

struct Strange {
  std::string_view what;
  std::function<void(Message&)> change;
};
class DnsQueryRefuses : public testing::TestWithParam<Strange> {};
TEST_P(DnsQueryRefuses, as_malformed_after_all_tries) {
  World world([&](const SeenMessage& seen) {
    Message answer = answer_to(seen.message);
    GetParam().change(answer);
    return encode(answer);
  });
  const auto answer = world.ask();
  ASSERT_FALSE(answer) << GetParam().what;
  EXPECT_EQ(answer.error().reason, Reason::malformed);
  EXPECT_EQ(world.exchange.seen().size(), 2U);
}
INSTANTIATE_TEST_SUITE_P(, DnsQueryRefuses,
                         testing::Values(Strange{"another id", [](Message& m) { ++m.header.id; }},
                                         Strange{"no answer bit", [](Message& m) { m.header.response = false; }},
                                         Strange{"another opcode",
                                                 [](Message& m) { m.header.opcode = Opcode::update; }},
                                         Strange{"another name", [](Message& m) { m.questions[0].name = Name(); }},
                                         Strange{"another type", [](Message& m) { m.questions[0].type = Type::aaaa; }},
                                         Strange{"no question", [](Message& m) { m.questions.clear(); }}),
                         [](const auto& param) { return "case_" + std::to_string(param.index); });

TEST(DnsQuery, takes_what_cannot_be_decoded_for_malformed) {
  World world([](const SeenMessage&) -> Result<Bytes> { return Bytes(20, 0xff); });
  EXPECT_EQ(world.ask().error().reason, Reason::malformed);
}

TEST(DnsQuery, signs_and_wants_a_signed_answer) {
  const TsigKey key = TsigKey::make("ddns-key", "hmac-sha256", Secret("AAAA")).value();
  World unsigned_world([](const SeenMessage& seen) {
    EXPECT_EQ(seen.message.additionals.back().type, Type::tsig);
    return encode(answer_to(seen.message));
  });
  const auto answer = unsigned_world.ask(Type::a, {.key = key});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::auth);
  EXPECT_EQ(answer.error().effect, Effect::none);
  // A refusal need not be signed: the server may not know the key.
  World refusing([](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::refused)); });
  ASSERT_TRUE(refusing.ask(Type::a, {.key = key}));
}

Message reply(std::vector<ResourceRecord> answers, std::vector<ResourceRecord> authorities = {},
              Rcode rcode = Rcode::noerror) {
  Message message;
  message.header.rcode = rcode;
  message.answers = std::move(answers);
  message.authorities = std::move(authorities);
  return message;
}

TEST(DnsInterpret, follows_aliases) {
  const auto answer = interpret(
      reply({address_record("b.example.net", "192.0.2.1"), name_record("www.example.com", Type::cname, "a.example.net"),
             name_record("a.example.net", Type::cname, "b.example.net")}),
      name_of("www.example.com"), Type::a);
  EXPECT_EQ(answer.kind, AnswerKind::data);
  EXPECT_EQ(answer.aliases, (std::vector{Name(name_of("a.example.net")), Name(name_of("b.example.net"))}));
  EXPECT_EQ(answer.addresses(), AddressSet{ip_of("192.0.2.1")});
}

TEST(DnsInterpret, ends_a_ring_of_aliases) {
  const auto answer = interpret(reply({name_record("a.example.com", Type::cname, "b.example.com"),
                                       name_record("b.example.com", Type::cname, "a.example.com")}),
                                name_of("a.example.com"), Type::a);
  EXPECT_EQ(answer.kind, AnswerKind::nodata);
  EXPECT_EQ(answer.aliases.size(), 16U);
}

TEST(DnsInterpret, takes_an_alias_itself_when_it_was_asked_for) {
  const auto answer = interpret(reply({name_record("a.example.com", Type::cname, "b.example.com")}),
                                name_of("a.example.com"), Type::cname);
  EXPECT_EQ(answer.kind, AnswerKind::data);
  EXPECT_TRUE(answer.aliases.empty());
}

TEST(DnsInterpret, leaves_other_names_and_types_out) {
  const auto answer = interpret(
      reply({address_record("other.example.com", "192.0.2.9"), address_record("www.example.com", "2001:db8::1")}),
      name_of("www.example.com"), Type::a);
  EXPECT_EQ(answer.kind, AnswerKind::nodata);
  EXPECT_TRUE(answer.addresses().empty());
  EXPECT_EQ(answer.ttl(), std::nullopt);
}

TEST(DnsInterpret, tells_no_data_from_no_name_and_referral) {
  const auto name = name_of("www.example.com");
  const auto soa = test::soa_record("example.com", "ns1.example.com");
  const auto ns = name_record("example.com", Type::ns, "ns1.example.com");
  EXPECT_EQ(interpret(reply({}, {soa}), name, Type::a).kind, AnswerKind::nodata);
  EXPECT_EQ(interpret(reply({}, {soa, ns}), name, Type::a).kind, AnswerKind::nodata);
  EXPECT_EQ(interpret(reply({}), name, Type::a).kind, AnswerKind::nodata);
  EXPECT_EQ(interpret(reply({}, {ns}), name, Type::a).kind, AnswerKind::referral);
  EXPECT_EQ(interpret(reply({}, {soa}, Rcode::nxdomain), name, Type::a).kind, AnswerKind::nxdomain);
  EXPECT_EQ(interpret(reply({}, {}, Rcode::servfail), name, Type::a).kind, AnswerKind::failure);
}

TEST(DnsInterpret, takes_a_ttl_beyond_the_range_for_zero) {
  const auto answer = interpret(reply({address_record("www.example.com", "192.0.2.1", 0xffffffffU)}),
                                name_of("www.example.com"), Type::a);
  EXPECT_EQ(answer.ttl(), 0s);
}

}  // namespace
}  // namespace ddns::dns
