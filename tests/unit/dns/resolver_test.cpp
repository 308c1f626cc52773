#include "ddns/dns/resolver.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::dns {
namespace {

using test::address_record;
using test::answer_to;
using test::ip_of;
using test::name_of;
using test::ScriptedExchange;
using test::SeenMessage;

const Server first{test::ip_of("192.0.2.1")};
const Server second{test::ip_of("192.0.2.2")};

struct World {
  explicit World(ScriptedExchange::Answer answer) : exchange(std::move(answer)) {}
  test::ManualClock clock;
  test::ScriptedRandom random;
  ScriptedExchange exchange;
  Doors doors{exchange, clock, random, Deadline::never()};
  StubResolver resolver{{first, second}};
};

Result<Bytes> address_answer(const SeenMessage& seen) {
  Message answer = answer_to(seen.message);
  const bool ipv4 = seen.message.questions[0].type == Type::a;
  answer.answers = {address_record("www.example.com", ipv4 ? "192.0.2.80" : "2001:db8::80")};
  return encode(answer);
}

TEST(StubResolver, asks_the_first_server_for_recursion) {
  World world(address_answer);
  const auto answer = world.resolver.resolve(world.doors, name_of("www.example.com"), Type::a);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->addresses(), AddressSet{ip_of("192.0.2.80")});
  ASSERT_EQ(world.exchange.seen().size(), 1U);
  EXPECT_EQ(world.exchange.seen()[0].server, first);
  EXPECT_TRUE(world.exchange.seen()[0].message.header.recursion_desired);
}

TEST(StubResolver, passes_over_servers_that_fail) {
  const std::vector<ScriptedExchange::Answer> failures = {
      [](const SeenMessage&) -> Result<Bytes> { return fail(Reason::timeout, "silence"); },
      [](const SeenMessage&) -> Result<Bytes> { return fail(Reason::connect, "nobody"); },
      [](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::servfail)); },
      [](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::refused)); },
      [](const SeenMessage& seen) {
        Message answer = answer_to(seen.message);
        answer.authorities = {test::name_record("com", Type::ns, "ns.example.net")};
        return encode(answer);
      }};
  for (const auto& failure : failures) {
    World world([&](const SeenMessage& seen) { return seen.server == first ? failure(seen) : address_answer(seen); });
    const auto answer = world.resolver.resolve(world.doors, name_of("www.example.com"), Type::a);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->addresses().size(), 1U);
  }
}

TEST(StubResolver, takes_no_such_name_for_an_answer) {
  World world([](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::nxdomain)); });
  const auto answer = world.resolver.resolve(world.doors, name_of("www.example.com"), Type::a);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, AnswerKind::nxdomain);
  EXPECT_EQ(world.exchange.seen().size(), 1U);
}

TEST(StubResolver, goes_through_the_list_twice_and_then_tells_the_last_failure) {
  World world([](const SeenMessage& seen) { return encode(answer_to(seen.message, Rcode::servfail)); });
  const auto answer = world.resolver.resolve(world.doors, name_of("www.example.com"), Type::a);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::resolve);
  EXPECT_NE(answer.error().message.find("192.0.2.2 answered SERVFAIL"), std::string::npos) << answer.error().message;
  EXPECT_EQ(world.exchange.seen().size(), 4U);
}

TEST(StubResolver, ends_when_it_is_stopped_or_out_of_time) {
  World stopped([](const SeenMessage&) -> Result<Bytes> { return fail(Reason::cancelled, "stopping"); });
  EXPECT_EQ(stopped.resolver.resolve(stopped.doors, name_of("a"), Type::a).error().reason, Reason::cancelled);
  EXPECT_EQ(stopped.exchange.seen().size(), 1U);
  EXPECT_EQ(stopped.resolver.addresses(stopped.doors, name_of("a")).error().reason, Reason::cancelled);

  World late([](const SeenMessage&) -> Result<Bytes> { return fail(Reason::timeout, "silence"); });
  late.doors.deadline = Deadline(late.clock.steady());
  EXPECT_EQ(late.resolver.resolve(late.doors, name_of("a"), Type::a).error().reason, Reason::timeout);
  EXPECT_EQ(late.exchange.seen().size(), 1U);
}

TEST(StubResolver, says_so_when_there_is_no_server) {
  World world(address_answer);
  const auto answer = StubResolver({}).resolve(world.doors, name_of("a"), Type::a);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::resolve);
}

TEST(StubResolver, joins_both_families) {
  World world(address_answer);
  EXPECT_EQ(world.resolver.addresses(world.doors, name_of("www.example.com")).value(),
            (AddressSet{ip_of("192.0.2.80"), ip_of("2001:db8::80")}));
}

TEST(StubResolver, is_content_with_one_family_when_the_other_cannot_be_told) {
  World world([](const SeenMessage& seen) {
    if (seen.message.questions[0].type == Type::a) return encode(answer_to(seen.message, Rcode::servfail));
    return address_answer(seen);
  });
  EXPECT_EQ(world.resolver.addresses(world.doors, name_of("www.example.com")).value(),
            AddressSet{ip_of("2001:db8::80")});
}

}  // namespace
}  // namespace ddns::dns
