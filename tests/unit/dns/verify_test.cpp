#include "ddns/dns/verify.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::dns {
namespace {

using test::address_record;
using test::answer_to;
using test::authoritative_answer;
using test::ip_of;
using test::name_of;
using test::ScriptedExchange;
using test::SeenMessage;

const AddressSet wanted{test::ip_of("192.0.2.80")};

Answer read(std::vector<ResourceRecord> records, bool authoritative = true, Rcode rcode = Rcode::noerror) {
  Message message;
  message.header.authoritative = authoritative;
  message.header.rcode = rcode;
  message.answers = std::move(records);
  return interpret(message, name_of("www.example.com"), Type::a);
}
ResourceRecord www(std::string_view address) { return address_record("www.example.com", address, 120); }

TEST(VerifyJudge, compares_the_whole_set) {
  EXPECT_EQ(judge(read({www("192.0.2.80")}), wanted).view, ServerView::match);
  EXPECT_EQ(judge(read({www("192.0.2.80")}), wanted).ttl, std::chrono::seconds(120));
  const auto more = judge(read({www("192.0.2.80"), www("192.0.2.81")}), wanted);
  EXPECT_EQ(more.view, ServerView::mismatch);
  EXPECT_EQ(more.seen.size(), 2U);
  EXPECT_NE(more.detail.find("192.0.2.81"), std::string::npos);
  EXPECT_EQ(judge(read({www("192.0.2.81")}), wanted).view, ServerView::mismatch);
  EXPECT_EQ(judge(read({}), wanted).view, ServerView::mismatch) << "the name is there, the type is not";
}

TEST(VerifyJudge, tells_of_large_sets_in_few_words) {
  AddressSet many;
  for (int i = 0; i < 200; ++i) many.insert(ip_of("198.51.100." + std::to_string(i)));
  EXPECT_EQ(judge(read({www("192.0.2.81")}), many).detail,
            "has 192.0.2.81, should have 198.51.100.0, 198.51.100.1, 198.51.100.2, 198.51.100.3, 198.51.100.4, "
            "198.51.100.5 and "
            "194 more");
}

TEST(VerifyJudge, knows_a_record_that_should_not_be_there) {
  EXPECT_EQ(judge(read({}), {}).view, ServerView::match);
  EXPECT_EQ(judge(read({}, true, Rcode::nxdomain), {}).view, ServerView::match);
  EXPECT_EQ(judge(read({www("192.0.2.80")}), {}).view, ServerView::mismatch);
}

TEST(VerifyJudge, gives_each_answer_its_word) {
  EXPECT_EQ(judge(read({}, true, Rcode::nxdomain), wanted).view, ServerView::nxdomain);
  EXPECT_EQ(judge(read({}, false, Rcode::servfail), wanted).view, ServerView::servfail);
  EXPECT_EQ(judge(read({}, false, Rcode::notimp), wanted).view, ServerView::servfail);
  EXPECT_EQ(judge(read({}, false, Rcode::refused), wanted).view, ServerView::refused);
  const std::vector alias{test::name_record("www.example.com", Type::cname, "cdn.example.net"),
                          address_record("cdn.example.net", "192.0.2.80")};
  EXPECT_EQ(judge(read(alias), wanted).view, ServerView::cname);
  EXPECT_EQ(judge(read(alias, false), wanted).view, ServerView::not_authoritative);
}

TEST(VerifyJudge, does_not_believe_answers_without_authority) {
  EXPECT_EQ(judge(read({www("192.0.2.81")}, false), wanted).view, ServerView::not_authoritative);
  EXPECT_EQ(judge(read({www("192.0.2.80")}, false), wanted).view, ServerView::not_authoritative);
  EXPECT_EQ(judge(read({}, false, Rcode::nxdomain), wanted).view, ServerView::not_authoritative);
}

Verdict verdict(std::initializer_list<ServerView> views) {
  std::vector<Finding> findings;
  for (const ServerView view : views) findings.push_back({.view = view});
  return verdict_of(findings);
}

TEST(VerifyVerdict, is_right_when_one_is_right_and_none_is_wrong) {
  EXPECT_EQ(verdict({ServerView::match, ServerView::match}), Verdict::right);
  EXPECT_EQ(verdict({ServerView::timeout, ServerView::match, ServerView::refused, ServerView::not_authoritative}),
            Verdict::right);
}

TEST(VerifyVerdict, is_wrong_when_any_authoritative_answer_differs) {
  for (const ServerView view : {ServerView::mismatch, ServerView::nxdomain, ServerView::cname}) {
    EXPECT_EQ(verdict({ServerView::match, view}), Verdict::wrong);
  }
}

TEST(VerifyVerdict, is_unknown_when_nobody_could_be_verified) {
  EXPECT_EQ(verdict({}), Verdict::unknown);
  EXPECT_EQ(verdict({ServerView::timeout, ServerView::servfail, ServerView::refused, ServerView::not_authoritative,
                     ServerView::unreachable, ServerView::malformed}),
            Verdict::unknown);
}

struct World {
  explicit World(ScriptedExchange::Answer answer) : exchange(std::move(answer)) {}
  test::ManualClock clock;
  test::ScriptedRandom random;
  ScriptedExchange exchange;
  Doors doors{exchange, clock, random, Deadline::never()};

  Result<Verification> ask(const VerifyTarget& target) {
    return verify(doors, target, name_of("www.example.com"), RecordType::a, wanted);
  }
};

const Server v4{test::ip_of("192.0.2.1")};
const Server v6{test::ip_of("2001:db8::1")};
const Server other{test::ip_of("192.0.2.2")};

Result<Bytes> good(const SeenMessage& seen) { return encode(authoritative_answer(seen.message, {www("192.0.2.80")})); }

TEST(Verify, asks_every_server_without_recursion) {
  World world([](const SeenMessage& seen) {
    EXPECT_FALSE(seen.message.header.recursion_desired);
    if (seen.server == other) return encode(authoritative_answer(seen.message, {www("192.0.2.7")}));
    return good(seen);
  });
  const auto result = world.ask({{{name_of("ns1.example.com"), {v4}}, {name_of("ns2.example.com"), {other}}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::wrong);
  ASSERT_EQ(result->findings.size(), 2U);
  EXPECT_EQ(result->findings[0].view, ServerView::match);
  EXPECT_EQ(result->findings[0].server, name_of("ns1.example.com"));
  EXPECT_EQ(result->findings[0].asked, v4);
  EXPECT_EQ(result->findings[1].seen, AddressSet{ip_of("192.0.2.7")});
}

TEST(Verify, is_content_with_one_address_of_a_server) {
  World world([](const SeenMessage& seen) -> Result<Bytes> {
    if (seen.server == v6) return fail(Reason::connect, "no route");
    return good(seen);
  });
  const auto result = world.ask({{{name_of("ns1.example.com"), {v6, v4}}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::right);
  EXPECT_EQ(result->findings[0].asked, v4);
  EXPECT_TRUE(result->findings[0].detail.empty()) << "nothing of the other address's failure";
  EXPECT_EQ(world.exchange.seen().size(), 2U);
}

TEST(Verify, asks_no_second_address_once_one_answered) {
  World world(good);
  ASSERT_TRUE(world.ask({{{name_of("ns1.example.com"), {v4, v6}}}}));
  EXPECT_EQ(world.exchange.seen().size(), 1U);
}

TEST(Verify, tells_silence_from_no_route_and_no_address) {
  World world([](const SeenMessage& seen) -> Result<Bytes> {
    if (seen.server == v4) return fail(Reason::timeout, "silence");
    return fail(Reason::connect, "no route");
  });
  const auto result = world.ask({{{name_of("a"), {v4}}, {name_of("b"), {v6}}, {name_of("c"), {}}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::unknown);
  EXPECT_EQ(result->findings[0].view, ServerView::timeout);
  EXPECT_EQ(result->findings[1].view, ServerView::unreachable);
  EXPECT_EQ(result->findings[2].view, ServerView::unreachable);
  EXPECT_FALSE(result->findings[2].asked);
  EXPECT_EQ(result->findings[2].server, name_of("c"));
}

TEST(Verify, signs_the_questions_when_the_target_has_a_key) {
  World world([](const SeenMessage& seen) {
    EXPECT_EQ(seen.message.additionals.back().type, Type::tsig);
    return good(seen);
  });
  const auto result =
      world.ask({{{name_of("a"), {v4}}}, TsigKey::make("view-key", "hmac-sha256", Secret("AAAA")).value()});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->findings[0].view, ServerView::malformed) << "an unsigned answer is not believed";
}

TEST(Verify, ends_when_it_is_stopped) {
  World world([](const SeenMessage&) -> Result<Bytes> { return fail(Reason::cancelled, "stopping"); });
  EXPECT_EQ(world.ask({{{name_of("a"), {v4}}, {name_of("b"), {other}}}}).error().reason, Reason::cancelled);
  EXPECT_LE(world.exchange.seen().size(), 2U) << "nobody is asked again";
}

/// Answers only once `together` questions wait for it at the same time; gives up after a while, so that a verifier
/// that asks one after the other fails and does not hang.
class Gathering {
 public:
  explicit Gathering(int together) : together_(together) {}

  Result<Bytes> operator()(const SeenMessage& seen) {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++waiting_);
    gathered_ = gathered_ || waiting_ >= together_;
    changed_.notify_all();
    const bool met = changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return gathered_; });
    --waiting_;
    if (!met) return fail(Reason::timeout, "nobody else came");
    return good(seen);
  }
  int most() {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  const int together_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  int most_ = 0;
  bool gathered_ = false;
};

std::vector<NamedServer> many_servers(int count) {
  std::vector<NamedServer> servers;
  for (int i = 1; i <= count; ++i) {
    const auto number = std::to_string(i);
    servers.push_back({name_of("ns" + number + ".example.com"), {Server{ip_of("192.0.2." + number)}}});
  }
  return servers;
}

TEST(Verify, asks_the_servers_at_the_same_time_and_keeps_their_order) {
  Gathering gathering(4);
  World world([&](const SeenMessage& seen) { return gathering(seen); });
  const auto servers = many_servers(4);
  const auto result = world.ask({servers});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::right);
  ASSERT_EQ(result->findings.size(), 4U);
  for (std::size_t i = 0; i < servers.size(); ++i) {
    EXPECT_EQ(result->findings[i].server, servers[i].name);
    EXPECT_EQ(result->findings[i].asked, servers[i].servers.front());
    EXPECT_EQ(result->findings[i].view, ServerView::match);
  }
}

TEST(Verify, asks_no_more_than_eight_at_the_same_time) {
  Gathering gathering(8);
  World world([&](const SeenMessage& seen) { return gathering(seen); });
  const auto result = world.ask({many_servers(16)});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::right);
  EXPECT_EQ(world.exchange.seen().size(), 16U);
  EXPECT_EQ(gathering.most(), 8);
}

TEST(Verify, hears_every_server_out_though_another_is_wrong_already) {
  World world([](const SeenMessage& seen) -> Result<Bytes> {
    if (seen.server == v4) return encode(authoritative_answer(seen.message, {www("192.0.2.7")}));
    if (seen.server == other) return fail(Reason::timeout, "silence");
    return good(seen);
  });
  const auto result = world.ask({{{name_of("a"), {v4}}, {name_of("b"), {other}}, {name_of("c"), {v6}}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Verdict::wrong);
  EXPECT_EQ(result->findings[1].view, ServerView::timeout);
  EXPECT_EQ(result->findings[2].view, ServerView::match);
}

}  // namespace
}  // namespace ddns::dns
