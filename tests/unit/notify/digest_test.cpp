#include "ddns/notify/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"

namespace ddns::notify {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

RecordKey key(std::string_view name, RecordType type = RecordType::a) {
  return {DomainName::parse(name).value(), type};
}
AddressSet ip(std::string_view text) { return AddressSet{IpAddress::parse(text).value()}; }
Error broken(Reason reason = Reason::timeout) { return {.reason = reason, .message = "no answer"}; }

/// One channel's digest with a clock, and everything it said.
class Desk {
 public:
  explicit Desk(Route route = {}, Rules rules = {}, bool pulse = false)
      : digest_("me", pulse, std::move(route), rules, "box") {
    events::Setup setup;
    setup.sources = {{.id = "wan", .type = "http", .ipv4 = true, .ipv6 = true},
                     {.id = "extra", .type = "http", .ipv4 = true, .required = false}};
    setup.accounts = {{"cf", "cloudflare"}, {"pdns", "powerdns"}};
    for (const auto* name : {"home.example.com", "nas.example.com", "other.example.net"}) {
      setup.records.push_back({key(name), std::string(name).ends_with("net") ? "pdns" : "cf", "wan"});
    }
    setup.records.push_back({key("home.example.com", RecordType::aaaa), "cf", "wan"});
    setup.hooks = {"me", "you"};
    say(events::ConfigLoaded{.path = "c.yaml", .setup = setup});
  }

  void say(events::Payload payload) {
    absorb(digest_.take({.at = clock.wall(), .steady = clock.steady(), .trace = {}, .payload = std::move(payload)}));
  }
  /// Lets time pass the way the notify thread would: from due to due.
  void pass(std::chrono::milliseconds span) {
    const auto end = clock.steady() + span;
    while (true) {
      const auto due = digest_.due();
      if (!due || *due > end) break;
      if (*due > clock.steady()) clock.advance(*due - clock.steady());
      ++ticks;
      absorb(digest_.tick({clock.steady(), clock.wall()}));
      if (ticks > 10'000) FAIL() << "it ticks for ever";
    }
    clock.advance(end - clock.steady());
  }
  [[nodiscard]] std::vector<std::string> titles() {
    std::vector<std::string> out;
    for (const auto& message : std::exchange(said, {})) out.push_back(message.title);
    return out;
  }
  void fail_record(std::string_view name, unsigned failures, Reason reason = Reason::timeout,
                   std::string account = "cf") {
    say(events::RecordUpdateFailed{.key = key(name),
                                   .account = std::move(account),
                                   .provider = "p",
                                   .wanted = ip("192.0.2.2"),
                                   .error = broken(reason),
                                   .failures = failures});
  }
  void update(std::string_view name, std::string account = "cf") {
    say(events::RecordUpdated{.key = key(name),
                              .account = std::move(account),
                              .provider = "p",
                              .before = ip("192.0.2.1"),
                              .after = ip("192.0.2.2")});
  }
  void change() {
    say(events::AddressChanged{
        .source = "wan", .family = Family::ipv4, .before = ip("192.0.2.1"), .after = ip("192.0.2.2")});
  }

  test::ManualClock clock;
  std::vector<Message> said;
  std::map<std::string, std::string> notes;
  int ticks = 0;
  [[nodiscard]] Digest& digest() { return digest_; }

 private:
  void absorb(Digested digested) {
    for (auto& message : digested.messages) said.push_back(std::move(message));
    for (auto& [name, text] : digested.notes) {
      if (text.empty()) {
        notes.erase(name);
      } else {
        notes[name] = text;
      }
    }
  }
  Digest digest_;
};

TEST(Digest, tells_an_address_change_and_all_its_records_in_one_message) {
  Desk desk;
  desk.change();
  desk.update("home.example.com");
  desk.fail_record("nas.example.com", 1);
  desk.say(events::RecordKept{.key = key("other.example.net"), .account = "pdns", .addresses = ip("192.0.2.2")});
  desk.pass(3s);
  ASSERT_THAT(desk.said, SizeIs(1));
  const auto& message = desk.said[0];
  EXPECT_EQ(message.topic, Topic::address_changed);
  EXPECT_EQ(message.title, "Address changed: 192.0.2.1 → 192.0.2.2");
  EXPECT_EQ(
      message.text,
      "home.example.com A: 192.0.2.1 → 192.0.2.2\nnas.example.com A: failed: no answer\nother.example.net A: was right "
      "already\n\nddns-sidecar on box");
  EXPECT_EQ(message.ipv4.address, "192.0.2.2");
  EXPECT_EQ(message.ipv4.result, "failed");
  EXPECT_THAT(message.ipv4.domains, ElementsAre("home.example.com", "nas.example.com", "other.example.net"));
  EXPECT_EQ(message.ipv6.result, "");
}

TEST(Digest, joins_both_families) {
  Desk desk;
  desk.change();
  desk.say(events::AddressChanged{
      .source = "wan", .family = Family::ipv6, .before = ip("2001:db8::1"), .after = ip("2001:db8::2")});
  for (const auto* name : {"home.example.com", "nas.example.com"}) desk.update(name);
  desk.update("other.example.net", "pdns");
  desk.say(events::RecordUpdated{.key = key("home.example.com", RecordType::aaaa),
                                 .account = "cf",
                                 .before = ip("2001:db8::1"),
                                 .after = ip("2001:db8::2")});
  desk.pass(3s);
  EXPECT_THAT(desk.titles(), ElementsAre("Address changed: 192.0.2.1 → 192.0.2.2; 2001:db8::1 → 2001:db8::2"));
}

TEST(Digest, does_not_wait_for_ever_for_a_record_that_hangs) {
  Desk desk;
  desk.change();
  desk.update("home.example.com");
  desk.pass(16s);
  ASSERT_THAT(desk.said, SizeIs(1));
  EXPECT_THAT(desk.said[0].text, HasSubstr("nas.example.com A: not yet updated"));
}

TEST(Digest, tells_a_record_that_was_written_without_an_address_change) {
  Desk desk;
  desk.update("home.example.com");
  desk.pass(3s);
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A updated to 192.0.2.2"));
}

TEST(Digest, keeps_quiet_about_a_blip) {
  Desk desk;
  desk.fail_record("home.example.com", 1);
  desk.fail_record("home.example.com", 2);
  desk.say(events::RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = ip("192.0.2.2")});
  desk.pass(1h);
  EXPECT_THAT(desk.said, IsEmpty());
  EXPECT_THAT(desk.notes, IsEmpty());
}

TEST(Digest, tells_a_failure_once_and_its_end_once) {
  Desk desk;
  for (unsigned n = 1; n <= 20; ++n) {
    desk.fail_record("home.example.com", n);
    desk.pass(10s);
  }
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A is not up to date"));
  EXPECT_THAT(desk.notes, SizeIs(1));
  desk.say(events::RecordVerified{.key = key("home.example.com"), .account = "cf", .addresses = ip("192.0.2.2")});
  desk.pass(1min);
  ASSERT_THAT(desk.said, SizeIs(1));
  EXPECT_EQ(desk.said[0].title, "home.example.com A is up to date again");
  EXPECT_EQ(desk.said[0].topic, Topic::recovered);
  EXPECT_EQ(desk.said[0].severity, Severity::critical) << "whoever heard of the problem hears of its end";
  EXPECT_THAT(desk.notes, IsEmpty());
}

TEST(Digest, tells_a_lasting_failure_although_it_is_tried_rarely) {
  Desk desk;
  desk.fail_record("home.example.com", 1, Reason::auth);
  desk.pass(4min);
  EXPECT_THAT(desk.said, IsEmpty());
  desk.pass(2min);
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A is not up to date"));
}

TEST(Digest, tells_failures_of_the_same_moment_together) {
  Desk desk;
  for (const auto* name : {"home.example.com", "nas.example.com"}) desk.fail_record(name, 3);
  desk.pass(3s);
  ASSERT_THAT(desk.said, SizeIs(1));
  EXPECT_EQ(desk.said[0].title, "2 records are not up to date");
  EXPECT_THAT(desk.said[0].text, HasSubstr("nas.example.com A: no answer (since 2026-01-02T03:04:05.000Z)"));
}

TEST(Digest, lets_an_accounts_message_stand_for_its_records) {
  Desk desk;
  desk.fail_record("home.example.com", 1, Reason::auth);
  desk.say(events::AccountPaused{.account = "cf", .provider = "cloudflare", .error = broken(Reason::auth)});
  desk.fail_record("nas.example.com", 5, Reason::auth);
  desk.pass(1h);
  EXPECT_THAT(desk.titles(), ElementsAre("Account cf (cloudflare) is refused"));
  desk.say(events::AccountResumed{.account = "cf", .provider = "cloudflare"});
  desk.pass(1min);
  EXPECT_THAT(desk.titles(), ElementsAre("Account cf (cloudflare) works again"));
}

TEST(Digest, says_nothing_about_a_service_that_asks_to_slow_down) {
  Desk desk;
  desk.say(events::AccountPaused{.account = "cf",
                                 .provider = "cloudflare",
                                 .error = broken(Reason::rate_limited),
                                 .until = desk.clock.wall() + 5min});
  desk.pass(10s);
  EXPECT_THAT(desk.said, IsEmpty());
}

TEST(Digest, tells_a_needed_source_that_knows_nothing) {
  Desk desk;
  for (int i = 0; i < 3; ++i) {
    for (const auto* source : {"wan", "extra"}) {
      desk.say(events::SourceAsked{.source = source, .family = Family::ipv4, .observation = Unavailable{broken()}});
    }
  }
  desk.pass(10s);
  EXPECT_THAT(desk.titles(), ElementsAre("Source wan (ipv4) knows no address"));
  desk.say(events::SourceAsked{.source = "wan", .family = Family::ipv4, .observation = Known{ip("192.0.2.1")}});
  desk.pass(10s);
  EXPECT_THAT(desk.titles(), ElementsAre("Source wan (ipv4) knows an address again"));
}

TEST(Digest, tells_a_wrong_answer_only_if_it_stays) {
  Desk desk;
  const events::RecordDoubted doubt{
      .key = key("home.example.com"), .account = "cf", .detail = "ns1 answers 192.0.2.9", .wrong = true};
  for (int i = 0; i < 10; ++i) desk.say(doubt);
  desk.pass(1min);
  EXPECT_THAT(desk.said, IsEmpty());
  desk.pass(5min);
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A is not up to date"));
}

TEST(Digest, takes_slow_propagation_for_no_failure) {
  for (const unsigned after_failures : {1U, 3U}) {
    Desk desk({}, {.after_failures = after_failures});
    events::RecordDoubted doubt{.key = key("home.example.com"), .account = "cf", .wrong = true, .slow = true};
    for (int i = 0; i < 5; ++i) {
      desk.say(doubt);
      desk.pass(10min);
    }
    desk.say(events::RecordVerified{.key = key("home.example.com"), .account = "cf"});
    desk.pass(3h);
    EXPECT_THAT(desk.said, IsEmpty());
  }
}

TEST(Digest, tells_of_a_name_server_that_never_follows) {
  Desk desk;
  events::RecordDoubted doubt{.key = key("home.example.com"), .account = "cf", .wrong = true};
  // As the engine tells it: wrong, looked up at the service, right there, still wrong …
  for (int i = 0; i < 10; ++i) {
    doubt.slow = i % 2 == 1;
    desk.say(doubt);
    desk.pass(i % 2 == 0 ? 1s : 10min);
  }
  EXPECT_THAT(desk.said, IsEmpty());
  doubt.slow = true;
  desk.say(doubt);
  desk.pass(20min);
  ASSERT_THAT(desk.said, testing::SizeIs(1)) << "after an hour";
  EXPECT_EQ(desk.said[0].severity, Severity::warning);
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A at its name servers is not up to date"));
  desk.say(doubt);
  desk.pass(5h);
  EXPECT_THAT(desk.said, IsEmpty()) << "once";
  desk.say(events::RecordVerified{.key = key("home.example.com"), .account = "cf"});
  desk.pass(1min);
  EXPECT_THAT(desk.titles(), ElementsAre("home.example.com A at its name servers is up to date again"));
}

TEST(Digest, waits_longer_for_slow_name_servers_where_everything_waits_longer) {
  Desk desk({}, {.after = 3h});
  desk.say(events::RecordDoubted{.key = key("home.example.com"), .account = "cf", .wrong = true, .slow = true});
  desk.pass(2h + 59min);
  EXPECT_THAT(desk.said, IsEmpty());
  desk.pass(2min);
  EXPECT_THAT(desk.titles(), testing::SizeIs(1));
}

TEST(Digest, tells_a_refused_configuration_at_once_and_its_acceptance) {
  Desk desk;
  desk.say(events::ConfigRejected{.path = "c.yaml", .errors = 2, .first = "c.yaml:1:1: error: x"});
  desk.pass(3s);
  EXPECT_THAT(desk.titles(), ElementsAre("The configuration was refused, the former one stays in force"));
  desk.say(events::ConfigLoaded{.path = "c.yaml", .setup = {.hooks = {"me"}}, .reload = true});
  desk.pass(3s);
  EXPECT_THAT(desk.titles(), ElementsAre("The configuration is accepted again"));
}

TEST(Digest, never_speaks_of_its_own_channel) {
  Desk desk;
  for (const auto* channel : {"me", "you"}) {
    for (int i = 0; i < 5; ++i) desk.say(events::NotificationTried{.channel = channel, .error = broken()});
  }
  desk.pass(1h);
  EXPECT_THAT(desk.titles(), ElementsAre("Channel you does not deliver"));
}

TEST(Digest, forgets_what_left_the_configuration) {
  Desk desk;
  desk.fail_record("home.example.com", 3);
  desk.pass(3s);
  (void)desk.titles();
  desk.say(events::ConfigLoaded{.path = "c.yaml", .setup = {}, .reload = true});
  desk.pass(1min);
  EXPECT_THAT(desk.said, IsEmpty());
  EXPECT_THAT(desk.notes, IsEmpty());
}

TEST(Digest, remembers_across_a_restart_what_it_told) {
  Desk before;
  before.fail_record("home.example.com", 3);
  before.pass(3s);
  ASSERT_THAT(before.notes, SizeIs(1));
  Desk after;
  for (const auto& [name, text] : before.notes) after.digest().restore(name, text);
  after.fail_record("home.example.com", 4);
  after.pass(1h);
  EXPECT_THAT(after.said, IsEmpty()) << "told before the restart";
  after.update("home.example.com");
  after.pass(1min);
  EXPECT_THAT(after.titles(), testing::UnorderedElementsAre("home.example.com A is up to date again",
                                                            "home.example.com A updated to 192.0.2.2"));
}

TEST(Digest, does_not_take_an_account_for_refused_for_ever_after_a_restart) {
  Desk before;
  before.say(events::AccountPaused{.account = "cf", .provider = "cloudflare", .error = broken(Reason::auth)});
  before.pass(3s);
  Desk after;
  for (const auto& [name, text] : before.notes) after.digest().restore(name, text);
  after.say(events::RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = ip("192.0.2.2")});
  after.pass(3s);
  EXPECT_THAT(after.titles(), ElementsAre("Account cf (cloudflare) works again"));
  after.fail_record("home.example.com", 3);
  after.pass(3s);
  EXPECT_THAT(after.titles(), ElementsAre("home.example.com A is not up to date"));
}

TEST(Routing, follows_records) {
  Desk desk({.records = {"*.EXAMPLE.net"}});
  desk.change();
  desk.update("home.example.com");
  desk.fail_record("nas.example.com", 9);
  desk.update("other.example.net", "pdns");
  desk.say(events::AccountPaused{.account = "cf", .provider = "cloudflare", .error = broken(Reason::auth)});
  desk.pass(1h);
  ASSERT_THAT(desk.said, SizeIs(1));
  EXPECT_EQ(desk.said[0].text, "other.example.net A: 192.0.2.1 → 192.0.2.2\n\nddns-sidecar on box");
}

TEST(Routing, follows_severity_and_topic) {
  const auto storm = [](Desk& desk) {
    desk.change();
    for (const auto* name : {"home.example.com", "nas.example.com"}) desk.update(name);
    desk.update("other.example.net", "pdns");
    for (int i = 0; i < 3; ++i) desk.say(events::SourceAsked{.source = "wan", .observation = Unavailable{broken()}});
    desk.fail_record("home.example.com", 3);
    desk.pass(1min);
  };
  const auto topics_of = [](const Desk& desk) {
    std::vector<Topic> out;
    for (const auto& message : desk.said) out.push_back(message.topic);
    return out;
  };
  Desk critical({.at_least = Severity::critical});
  storm(critical);
  EXPECT_THAT(topics_of(critical), ElementsAre(Topic::failing));
  Desk changes({.topics = {Topic::address_changed}});
  storm(changes);
  EXPECT_THAT(topics_of(changes), ElementsAre(Topic::address_changed));
  Desk writes({.topics = {Topic::record_updated}});
  storm(writes);
  EXPECT_THAT(topics_of(writes), ElementsAre(Topic::record_updated));
  Desk warning({.at_least = Severity::warning});
  storm(warning);
  EXPECT_THAT(topics_of(warning), testing::UnorderedElementsAre(Topic::failing, Topic::source_failing));
}

/// Whatever happens: a channel hears nothing that its route leaves out.
TEST(Routing, lets_nothing_through_that_it_should_not) {
  test::ScriptedRandom random(11);
  const std::vector<std::string> names{"home.example.com", "nas.example.com", "other.example.net"};
  for (int run = 0; run < 200; ++run) {
    Route route{.at_least = static_cast<Severity>(random.below(3))};
    if (random.below(2) == 0) route.records = {random.below(2) == 0 ? "*.example.com" : "other.*"};
    for (const Topic topic : topics()) {
      if (random.below(2) == 0) route.topics.push_back(topic);
    }
    Desk desk(route, {.after_failures = 1 + static_cast<unsigned>(random.below(3))});
    for (int step = 0; step < 40; ++step) {
      const auto& name = names.at(random.below(names.size()));
      const std::string account = name.ends_with("net") ? "pdns" : "cf";
      switch (random.below(6)) {
        case 0:
          desk.change();
          break;
        case 1:
          desk.update(name, account);
          break;
        case 2:
          desk.say(events::AccountPaused{.account = account, .provider = "p", .error = broken(Reason::auth)});
          break;
        case 3:
          desk.say(events::SourceAsked{.source = "wan", .observation = Unavailable{broken()}});
          break;
        default:
          desk.fail_record(name, static_cast<unsigned>(random.below(5)) + 1, Reason::timeout, account);
      }
      desk.pass(std::chrono::milliseconds{random.below(20'000)});
    }
    desk.pass(1h);
    for (const auto& message : desk.said) {
      EXPECT_GE(message.severity, route.at_least);
      EXPECT_TRUE(route.topics.empty() || testing::Value(route.topics, testing::Contains(message.topic)));
      for (const auto& name : names) {
        if (!matches(route.records, name)) {
          EXPECT_THAT(cat(message.title, message.text), testing::Not(HasSubstr(name)));
        }
      }
    }
  }
}

TEST(Routing, matches_globs) {
  EXPECT_TRUE(matches({}, "a.example"));
  EXPECT_TRUE(matches({"x", "*.example"}, "a.b.example"));
  EXPECT_TRUE(matches({"h?me.*.com"}, "home.example.com"));
  EXPECT_FALSE(matches({"*.example"}, "example"));
  EXPECT_FALSE(matches({"h?me"}, "hme"));
  EXPECT_TRUE(matches({"*a*b*c*"}, "xxaxxbxxcxx"));
  EXPECT_FALSE(matches({"*a*b*c"}, "xxaxxcxxb"));
}

TEST(Heartbeat, beats_with_every_round_but_not_too_often) {
  Desk desk({}, {.every = 60s}, true);
  const auto round = [&](std::optional<Error> error) { desk.say(events::CycleFinished{.error = std::move(error)}); };
  round({});
  desk.pass(30s);
  round({});
  EXPECT_THAT(desk.titles(), ElementsAre("cycle_finished"));
  round(broken());
  EXPECT_THAT(desk.titles(), ElementsAre("cycle_failed")) << "news is told at once";
  desk.pass(61s);
  round({});
  EXPECT_THAT(desk.titles(), ElementsAre("cycle_finished"));
  desk.fail_record("home.example.com", 3);
  desk.pass(61s);
  round({});
  EXPECT_THAT(desk.titles(), ElementsAre("cycle_failed")) << "the round went well, a record did not";
}

TEST(Heartbeat, tells_the_start_only_if_asked) {
  Desk silent({}, {}, true);
  silent.say(events::CycleStarted{});
  EXPECT_THAT(silent.said, IsEmpty());
  Desk eager({}, {.send_start = true}, true);
  eager.say(events::CycleStarted{});
  eager.say(events::CycleFinished{});
  EXPECT_THAT(eager.titles(), ElementsAre("cycle_started", "cycle_finished"));
}

/// Whatever happens in whatever order: failing and recovered come in turns for each record, nothing is told twice, and
/// when all is quiet nothing is due.
TEST(Digest, pairs_failing_and_recovered_whatever_happens) {
  test::ScriptedRandom random(7);
  for (int run = 0; run < 200; ++run) {
    Desk desk({.topics = {Topic::failing, Topic::recovered}}, {.after_failures = 2});
    unsigned failures = 0;
    bool told = false;
    for (int step = 0; step < 60; ++step) {
      if (random.below(2) == 0) {
        desk.fail_record("home.example.com", ++failures);
      } else {
        failures = 0;
        desk.say(events::RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = ip("192.0.2.2")});
      }
      desk.pass(std::chrono::milliseconds{random.below(200'000)});
      for (const auto& message : std::exchange(desk.said, {})) {
        ASSERT_EQ(message.topic, told ? Topic::recovered : Topic::failing) << "run " << run << " step " << step;
        told = !told;
      }
      ASSERT_EQ(desk.notes.size(), told ? 1U : 0U) << "what was told is what is remembered";
    }
    desk.say(events::RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = ip("192.0.2.2")});
    desk.pass(1h);
    for (const auto& message : desk.said) told = message.topic == Topic::failing;
    EXPECT_FALSE(told) << "the last word is that it is well";
    EXPECT_EQ(desk.digest().due(), std::nullopt) << "nothing ticks when nothing is pending";
  }
}

}  // namespace
}  // namespace ddns::notify
