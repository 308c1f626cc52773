#include <gtest/gtest.h>

#include "ddns/events/health.h"
#include "ddns/events/status_view.h"

namespace ddns::events {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const WallTime wall0 = WallTime{} + std::chrono::hours{24 * 365 * 56};
const SteadyTime steady0 = SteadyTime{} + std::chrono::hours{1};

RecordKey key(std::string_view name, RecordType type = RecordType::a) { return {*DomainName::parse(name), type}; }
AddressSet set(std::string_view address) { return {*IpAddress::parse(address)}; }

Setup setup_with(std::vector<std::string> names) {
  Setup setup;
  setup.interval = minutes{5};
  setup.sources = {{.id = "wan", .type = "http", .ipv4 = true}};
  setup.accounts = {{.id = "cf", .provider = "cloudflare"}};
  for (const auto& name : names) setup.records.push_back({.key = key(name), .account = "cf", .source = "wan"});
  return setup;
}

/// A view and a hand on its clock.
class Story {
 public:
  explicit Story(Setup setup = setup_with({"home.example.com"})) {
    tell(ProcessStarted{"1.0", "abc"});
    tell(ConfigLoaded{"/etc/c.yaml", std::move(setup)});
    tell(ProcessReady{});
  }
  void tell(Payload payload) {
    fold_into(view, {.at = wall0 + passed, .steady = steady0 + passed, .payload = std::move(payload)});
  }
  void pass(seconds span) { passed += span; }
  void address(std::string_view address) {
    tell(CycleStarted{});
    tell(SourceAsked{.source = "wan", .observation = Known{set(address)}});
    tell(CycleFinished{});
  }
  void prove(std::string_view address) {
    tell(RecordVerified{.key = key("home.example.com"), .account = "cf", .addresses = set(address), .witnesses = 2});
  }
  void account() { account_until(view, steady0 + passed); }
  const RecordStatus& record(std::string_view name = "home.example.com") { return view.records.at({"cf", key(name)}); }
  HealthReport health() { return assess(view, {}, wall0 + passed, steady0 + passed); }

  StatusView view;
  seconds passed{0};
};

const Check* find(const HealthReport& report, std::string_view component) {
  for (const auto& check : report.checks) {
    if (check.component == component) return &check;
  }
  return nullptr;
}

TEST(StatusView, a_record_is_in_sync_only_once_it_is_proved) {
  Story story;
  story.address("192.0.2.1");
  story.tell(RecordUpdated{
      .key = key("home.example.com"), .account = "cf", .provider = "cloudflare", .after = set("192.0.2.1")});
  EXPECT_FALSE(story.record().last_verified.has_value());
  EXPECT_EQ(story.health().correct, Verdict::warn);
  story.prove("192.0.2.1");
  EXPECT_TRUE(story.record().last_verified.has_value());
  EXPECT_EQ(story.record().witnesses, 2U);
  EXPECT_EQ(story.health().correct, Verdict::pass);
}

TEST(StatusView, an_address_change_puts_its_records_out_of_sync_since_the_old_address_was_last_confirmed) {
  Story story;
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  story.pass(seconds{100});
  story.tell(
      AddressChanged{.source = "wan", .before = set("192.0.2.1"), .after = set("192.0.2.2"), .last_confirmed = wall0});
  EXPECT_EQ(story.record().out_of_sync_since, wall0);
  story.prove("192.0.2.2");
  EXPECT_FALSE(story.record().out_of_sync_since.has_value());
}

TEST(StatusView, a_change_of_the_other_family_or_another_source_leaves_a_record_alone) {
  Story story;
  story.prove("192.0.2.1");
  story.tell(AddressChanged{.source = "wan", .family = Family::ipv6, .after = {*IpAddress::parse("2001:db8::1")}});
  story.tell(AddressChanged{.source = "lan", .after = set("192.0.2.2")});
  EXPECT_FALSE(story.record().out_of_sync_since.has_value());
}

TEST(StatusView, no_address_concerns_only_records_that_go_then) {
  auto setup = setup_with({"home.example.com", "cleared.example.com"});
  setup.records[1].clears = true;
  Story story(setup);
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  story.tell(SourceAsked{.source = "wan", .observation = Known{}});
  story.tell(AddressChanged{.source = "wan", .before = set("192.0.2.1"), .after = {}});
  EXPECT_TRUE(story.record("cleared.example.com").out_of_sync_since.has_value());
  EXPECT_FALSE(story.record("cleared.example.com").address_unknown);
  EXPECT_FALSE(story.record().out_of_sync_since.has_value()) << "it stands, and nothing will be written";
  EXPECT_TRUE(story.record().address_unknown);
  story.pass(seconds{600});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().observed_seconds, 0) << "nobody knows what it should be";
}

TEST(Health, a_source_that_finds_no_address_is_a_warning) {
  Story story;
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  EXPECT_EQ(story.health().correct, Verdict::pass);
  story.pass(seconds{300});
  story.tell(
      SourceAsked{.source = "wan",
                  .observation = Unavailable{{.reason = Reason::unavailable, .message = "found no ipv4 address"}}});
  EXPECT_EQ(story.health().correct, Verdict::warn);
  EXPECT_EQ(find(story.health(), "source")->output, "found no ipv4 address");
  EXPECT_EQ(find(story.health(), "source")->time, wall0) << "when it was known last";
  EXPECT_FALSE(story.record().out_of_sync_since.has_value());
}

TEST(StatusView, a_failed_update_counts_by_reason_and_a_success_clears_the_error) {
  Story story;
  RecordUpdateFailed failed{.key = key("home.example.com"), .account = "cf", .wanted = set("192.0.2.1"), .failures = 3};
  failed.error = {.reason = Reason::auth, .message = "token refused"};
  story.tell(failed);
  story.tell(failed);
  EXPECT_EQ(story.record().update_failures.at(Reason::auth), 2U);
  EXPECT_EQ(story.record().failures, 3U);
  EXPECT_EQ(find(story.health(), "record")->output, "token refused");
  story.tell(RecordUpdated{.key = key("home.example.com"), .account = "cf", .after = set("192.0.2.1")});
  EXPECT_FALSE(story.record().last_error.has_value());
  EXPECT_EQ(story.record().update_failures.at(Reason::auth), 2U);
}

TEST(StatusView, a_look_that_fails_makes_a_right_record_unknown_and_a_write_that_fails_makes_it_wrong) {
  Story story;
  story.address("192.0.2.1");
  story.tell(RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = set("192.0.2.1")});
  story.prove("192.0.2.1");
  RecordUpdateFailed failed{.key = key("home.example.com"), .account = "cf", .wanted = set("192.0.2.1"), .failures = 1};
  failed.error = {.reason = Reason::http_5xx, .message = "out of order"};
  story.tell(failed);
  EXPECT_FALSE(story.record().out_of_sync_since);
  EXPECT_TRUE(story.record().unverifiable);
  failed.written = true;
  story.tell(failed);
  EXPECT_TRUE(story.record().out_of_sync_since);
  EXPECT_FALSE(story.record().unverifiable);
}

TEST(StatusView, a_failed_look_for_a_new_address_leaves_the_record_wrong) {
  Story story;
  story.address("192.0.2.1");
  story.tell(RecordKept{.key = key("home.example.com"), .account = "cf", .addresses = set("192.0.2.1")});
  story.prove("192.0.2.1");
  RecordUpdateFailed failed{.key = key("home.example.com"), .account = "cf", .wanted = set("192.0.2.2"), .failures = 1};
  failed.error = {.reason = Reason::http_5xx, .message = "out of order"};
  story.tell(failed);
  EXPECT_TRUE(story.record().out_of_sync_since);
}

RecordDoubted nobody_answers() {
  return {.key = key("home.example.com"), .account = "cf", .doubt = Doubt::timeout, .detail = "no answer"};
}
RecordDoubted another_answer() {
  return {.key = key("home.example.com"), .account = "cf", .doubt = Doubt::mismatch, .detail = "old", .wrong = true};
}

/// A new address is written, and no name server can be asked.
Story written_and_not_proved() {
  Story story;
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  story.pass(seconds{100});
  story.tell(AddressChanged{
      .source = "wan", .before = set("192.0.2.1"), .after = set("192.0.2.2"), .last_confirmed = wall0 + seconds{40}});
  story.tell(RecordUpdated{
      .key = key("home.example.com"), .account = "cf", .provider = "cloudflare", .after = set("192.0.2.2")});
  EXPECT_EQ(story.record().out_of_sync_since, wall0 + seconds{40}) << "the service's word alone is no proof";
  story.tell(nobody_answers());
  return story;
}

TEST(StatusView, what_nobody_can_look_at_is_not_known_to_be_wrong) {
  auto story = written_and_not_proved();
  EXPECT_EQ(standing_of(story.record()), Standing::unknown);
  EXPECT_FALSE(story.record().out_of_sync_since);
  EXPECT_EQ(story.health().correct, Verdict::warn) << "unknown is not right";
  story.tell(RecordUpdateFailed{.key = key("home.example.com"),
                                .account = "cf",
                                .wanted = set("192.0.2.2"),
                                .error = {.reason = Reason::timeout, .message = "no answer"}});
  story.tell(nobody_answers());
  EXPECT_EQ(standing_of(story.record()), Standing::unknown) << "neither the service nor the name servers can be asked";
  EXPECT_FALSE(story.record().out_of_sync_since);
}

TEST(StatusView, what_turns_out_to_be_wrong_after_all_was_so_from_the_beginning) {
  auto story = written_and_not_proved();
  story.pass(minutes{30});
  story.tell(another_answer());
  EXPECT_EQ(standing_of(story.record()), Standing::wrong);
  EXPECT_EQ(story.record().out_of_sync_since, wall0 + seconds{40});
}

TEST(StatusView, a_new_address_has_nothing_to_do_with_what_was_suspected_of_the_former_one) {
  auto story = written_and_not_proved();
  story.pass(minutes{30});
  const auto last_seen = wall0 + story.passed;
  story.pass(seconds{10});
  story.tell(AddressChanged{.source = "wan", .after = set("192.0.2.3"), .last_confirmed = last_seen});
  EXPECT_EQ(standing_of(story.record()), Standing::wrong);
  EXPECT_EQ(story.record().out_of_sync_since, last_seen);
  const double before = story.record().wrong_seconds;
  story.pass(seconds{60});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().wrong_seconds - before, 10) << "70 seconds since the former one was seen last";
}

TEST(StatusView, what_was_seen_to_be_wrong_stays_so_when_nobody_answers_any_more) {
  Story story;
  story.address("192.0.2.1");
  story.tell(RecordUpdated{
      .key = key("home.example.com"), .account = "cf", .provider = "cloudflare", .after = set("192.0.2.1")});
  story.prove("192.0.2.1");
  story.pass(seconds{100});
  story.tell(another_answer());
  story.tell(nobody_answers());
  EXPECT_EQ(standing_of(story.record()), Standing::wrong);
  EXPECT_EQ(story.record().out_of_sync_since, wall0) << "since the last proof";
  story.tell(RecordUpdated{
      .key = key("home.example.com"), .account = "cf", .provider = "cloudflare", .after = set("192.0.2.1")});
  story.tell(nobody_answers());
  EXPECT_EQ(standing_of(story.record()), Standing::unknown) << "written since then";
}

TEST(StatusView, the_same_name_at_another_service_begins_anew) {
  Story story;
  story.prove("192.0.2.1");
  story.tell(RecordUpdated{.key = key("home.example.com"), .account = "cf", .provider = "cloudflare"});
  story.tell(AccountPaused{.account = "cf", .error = {.reason = Reason::auth, .message = "token refused"}});
  story.pass(seconds{30});
  auto moved = setup_with({"home.example.com"});
  moved.accounts[0].provider = "aliyun";
  story.tell(ConfigLoaded{"/etc/c.yaml", moved, true});
  EXPECT_EQ(story.record().provider, "aliyun");
  EXPECT_EQ(story.record().updates, 0U);
  EXPECT_EQ(standing_of(story.record()), Standing::unknown) << "nobody has looked there yet";
  EXPECT_FALSE(story.view.accounts.at("cf").paused);
  EXPECT_EQ(story.view.departed.at({"cloudflare", RecordType::a}).updates, 1U);
  EXPECT_EQ(story.view.departed.at({"cloudflare", RecordType::a}).observed_seconds, 30);
  EXPECT_FALSE(story.view.departed.contains({"aliyun", RecordType::a}));
}

TEST(StatusView, a_reload_keeps_what_stays_and_drops_what_left) {
  Story story(setup_with({"home.example.com", "old.example.com"}));
  story.prove("192.0.2.1");
  story.tell(ConfigLoaded{"/etc/c.yaml", setup_with({"home.example.com", "new.example.com"}), true});
  EXPECT_TRUE(story.record().last_verified.has_value());
  EXPECT_FALSE(story.view.records.contains({"cf", key("old.example.com")}));
  EXPECT_FALSE(story.record("new.example.com").last_verified.has_value());
}

TEST(StatusView, what_a_record_counted_outlives_it) {
  Story story(setup_with({"home.example.com", "old.example.com"}));
  story.tell(RecordUpdated{.key = key("old.example.com"), .account = "cf", .provider = "cloudflare"});
  story.tell(RecordVerified{.key = key("old.example.com"), .account = "cf"});
  story.pass(seconds{30});
  story.tell(ConfigLoaded{"/etc/c.yaml", setup_with({"home.example.com"}), true});
  ASSERT_EQ(story.view.departed.size(), 1U);
  const Departed& gone = story.view.departed.at({"cloudflare", RecordType::a});
  EXPECT_EQ(gone.updates, 1U);
  EXPECT_EQ(gone.observed_seconds, 30) << "up to the moment at which it went";
  story.pass(seconds{30});
  story.tell(ConfigLoaded{"/etc/c.yaml", setup_with({"home.example.com"}), true});
  EXPECT_EQ(story.view.departed.at({"cloudflare", RecordType::a}).observed_seconds, 30);
}

TEST(StatusView, a_record_stands_right_wrong_or_unknown_as_its_seconds_are_counted) {
  Story story;
  const auto standing = [&] { return to_string(standing_of(story.record())); };
  EXPECT_EQ(standing(), "unknown") << "never proved";
  story.prove("192.0.2.1");
  EXPECT_EQ(standing(), "right");
  story.tell(RecordDoubted{.key = key("home.example.com"), .account = "cf", .doubt = Doubt::mismatch, .wrong = true});
  EXPECT_EQ(standing(), "wrong");
  story.prove("192.0.2.1");
  story.tell(SourceAsked{.source = "wan", .observation = Unavailable{{.reason = Reason::timeout}}});
  EXPECT_EQ(standing(), "unknown") << "its source cannot tell";
}

TEST(StatusView, events_about_unknown_things_change_nothing) {
  Story story;
  const auto before = story.view.records.size();
  story.tell(RecordVerified{.key = key("other.example.com"), .account = "cf"});
  story.tell(SourceAsked{.source = "nobody"});
  story.tell(AccountPaused{.account = "nobody"});
  EXPECT_EQ(story.view.records.size(), before);
}

TEST(Sli, wrong_time_counts_only_beyond_the_minute_promised) {
  Story story;
  story.prove("192.0.2.1");
  story.pass(seconds{100});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().observed_seconds, 100);
  EXPECT_DOUBLE_EQ(story.record().wrong_seconds, 0);
  story.tell(AddressChanged{.source = "wan", .after = set("192.0.2.2")});
  story.pass(seconds{50});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().wrong_seconds, 0);
  story.pass(seconds{50});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().observed_seconds, 200);
  EXPECT_DOUBLE_EQ(story.record().wrong_seconds, 40);
}

TEST(Sli, unknown_is_not_right_and_not_wrong) {
  Story story;
  story.pass(seconds{100});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().observed_seconds, 0) << "never proved";
  story.prove("192.0.2.1");
  story.tell(
      RecordDoubted{.key = key("home.example.com"), .account = "cf", .doubt = Doubt::timeout, .detail = "no answer"});
  story.pass(seconds{100});
  story.account();
  EXPECT_DOUBLE_EQ(story.record().observed_seconds, 0);
  EXPECT_DOUBLE_EQ(story.record().wrong_seconds, 0);
}

TEST(Sli, does_not_depend_on_how_often_it_is_accounted) {
  Story often;
  Story once;
  for (Story* story : {&often, &once}) {
    story->prove("192.0.2.1");
    story->tell(AddressChanged{.source = "wan", .after = set("192.0.2.2")});
  }
  for (int i = 0; i < 200; ++i) {
    often.pass(seconds{1});
    often.account();
  }
  once.pass(seconds{200});
  once.account();
  EXPECT_NEAR(often.record().wrong_seconds, once.record().wrong_seconds, 1e-6);
  EXPECT_DOUBLE_EQ(once.record().wrong_seconds, 140);
}

TEST(Health, is_not_ready_before_the_first_round_ended) {
  Story story;
  EXPECT_EQ(story.health().ready, Verdict::fail);
  story.tell(CycleStarted{});
  EXPECT_EQ(story.health().ready, Verdict::fail);
  story.tell(CycleFinished{});
  EXPECT_EQ(story.health().ready, Verdict::pass);
  story.tell(ProcessStopping{"signal"});
  EXPECT_EQ(story.health().ready, Verdict::fail);
}

TEST(Health, is_live_until_nothing_moved_for_three_intervals_and_a_minute) {
  Story story;
  story.address("192.0.2.1");
  story.pass(minutes{16});
  EXPECT_EQ(story.health().live, Verdict::pass);
  story.pass(seconds{1});
  EXPECT_EQ(story.health().live, Verdict::fail);
}

TEST(Health, a_dead_provider_or_source_is_never_a_reason_to_restart) {
  Story story;
  story.tell(CycleStarted{});
  story.tell(
      SourceAsked{.source = "wan", .observation = Unavailable{{.reason = Reason::timeout, .message = "no answer"}}});
  story.tell(CycleFinished{.error = Error{.reason = Reason::timeout, .message = "no answer"}});
  story.tell(AccountPaused{.account = "cf", .error = {.reason = Reason::auth, .message = "token refused"}});
  const auto report = story.health();
  EXPECT_EQ(report.live, Verdict::pass);
  EXPECT_EQ(report.ready, Verdict::pass);
  EXPECT_EQ(report.correct, Verdict::warn);
  EXPECT_EQ(find(report, "account")->output, "token refused");
  EXPECT_EQ(find(report, "source")->output, "no answer");
}

TEST(Health, a_family_nobody_asked_for_and_nobody_has_is_no_warning) {
  auto setup = setup_with({"home.example.com"});
  setup.sources.push_back({.id = "default6", .type = "http", .ipv6 = true, .required = false});
  setup.records.push_back({.key = key("home.example.com", RecordType::aaaa), .account = "cf", .source = "default6"});
  Story story(setup);
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  story.tell(SourceAsked{
      .source = "default6", .family = Family::ipv6, .observation = Unavailable{{.reason = Reason::connect}}});
  EXPECT_EQ(story.health().correct, Verdict::pass);
}

TEST(Health, a_refused_reload_and_a_broken_state_file_are_warnings) {
  Story story;
  story.address("192.0.2.1");
  story.prove("192.0.2.1");
  story.tell(ConfigRejected{"/etc/c.yaml", 2, "first"});
  story.tell(StateFailed{{.reason = Reason::io, .message = "disk full"}});
  EXPECT_EQ(find(story.health(), "config")->verdict, Verdict::warn);
  EXPECT_EQ(find(story.health(), "state")->output, "disk full");
  story.tell(StateWritten{});
  EXPECT_EQ(find(story.health(), "state"), nullptr);
}

TEST(StatusBoard, hands_out_snapshots_that_later_events_do_not_change) {
  StatusBoard board;
  board.publish(
      {.at = wall0, .steady = steady0, .payload = ConfigLoaded{"/etc/c.yaml", setup_with({"home.example.com"})}});
  const auto before = board.snapshot();
  EXPECT_EQ(before, board.snapshot()) << "nothing happened: the same object";
  board.publish({.at = wall0, .steady = steady0, .payload = ProcessReady{}});
  EXPECT_FALSE(before->ready);
  EXPECT_TRUE(board.snapshot()->ready);
}

class Collect final : public EventSink {
 public:
  void publish(const Event& event) noexcept override { names.emplace_back(name_of(event.payload)); }
  std::vector<std::string> names;
};

TEST(Fanout, hands_every_event_to_every_sink_in_order) {
  Collect first;
  Collect second;
  Fanout fanout({&first, &second});
  fanout.publish({.payload = ProcessReady{}});
  fanout.publish({.payload = RecordKept{}});
  EXPECT_EQ(first.names, (std::vector<std::string>{"process-ready", "record-kept"}));
  EXPECT_EQ(second.names, first.names);
}

}  // namespace
}  // namespace ddns::events
