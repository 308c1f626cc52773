// The time-based service level: what is counted as observed, and what of it as wrong.
#include <gtest/gtest.h>

#include <random>

#include "ddns/events/status_view.h"

namespace ddns::events {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const WallTime wall0 = WallTime{} + std::chrono::hours{24 * 365 * 56};
const SteadyTime steady0 = SteadyTime{} + std::chrono::hours{1};
constexpr double promise = 60;

const RecordKey home{*DomainName::parse("home.example.com"), RecordType::a};
AddressSet address(unsigned last) { return {*IpAddress::parse("192.0.2." + std::to_string(last))}; }

/// A record, its source and a hand on both clocks.
class Line {
 public:
  Line() {
    Setup setup;
    setup.sources = {{.id = "wan", .type = "http", .ipv4 = true}};
    setup.accounts = {{.id = "acc", .provider = "fake"}};
    setup.records = {{.key = home, .account = "acc", .source = "wan"}};
    tell(ConfigLoaded{"/c.yaml", setup});
  }

  void pass(milliseconds span) {
    steady += span;
    wall += span;
  }
  /// The steady clock stands still meanwhile.
  void sleep(milliseconds span) { wall += span; }

  void tell(Payload payload) { fold_into(view, {.at = wall, .steady = steady, .payload = std::move(payload)}); }
  void seen(unsigned last) {
    tell(SourceAsked{.source = "wan", .observation = Known{address(last)}});
    confirmed_wall = wall;
    confirmed = steady;
  }
  void unknown() { tell(SourceAsked{.source = "wan", .observation = Unavailable{{.reason = Reason::timeout}}}); }
  /// As the engine tells it: what a source that is polled saw last, or that it stood until now.
  void changed(unsigned to, bool heard = false) {
    tell(SourceAsked{.source = "wan", .observation = Known{address(to)}});
    tell(AddressChanged{.source = "wan",
                        .after = address(to),
                        .last_confirmed = heard ? wall : confirmed_wall,
                        .confirmed = heard ? std::optional(steady) : confirmed});
    confirmed_wall = wall;
    confirmed = steady;
  }
  void updated(unsigned to) {
    tell(RecordUpdated{.key = home, .account = "acc", .provider = "fake", .after = address(to)});
  }
  void proved(unsigned to) { tell(RecordVerified{.key = home, .account = "acc", .addresses = address(to)}); }
  void doubted(bool wrong) { tell(RecordDoubted{.key = home, .account = "acc", .detail = "?", .wrong = wrong}); }

  void scrape() { account_until(view, steady); }
  [[nodiscard]] double observed() { return now().observed_seconds; }
  [[nodiscard]] double wrong() { return now().wrong_seconds; }

  StatusView view;
  WallTime wall = wall0;
  SteadyTime steady = steady0;
  std::optional<WallTime> confirmed_wall;
  std::optional<SteadyTime> confirmed;

 private:
  RecordStatus now() const {
    StatusView copy = view;
    account_until(copy, steady);
    return copy.records.begin()->second;
  }
};

TEST(Sli, the_clock_starts_when_the_old_address_was_last_confirmed) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(minutes{5});
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.observed(), 300);
  EXPECT_DOUBLE_EQ(line.wrong(), 240) << "the address may have changed right after the last look";
  line.pass(seconds{4});
  line.updated(2);
  line.proved(2);
  line.pass(minutes{1});
  EXPECT_DOUBLE_EQ(line.observed(), 364);
  EXPECT_DOUBLE_EQ(line.wrong(), 244);
}

TEST(Sli, a_scrape_between_two_looks_does_not_hide_that_the_record_was_wrong) {
  Line line;
  line.seen(1);
  line.proved(1);
  for (int i = 0; i < 20; ++i) {
    line.pass(seconds{15});
    line.scrape();
  }
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.wrong(), 240);
}

TEST(Sli, what_was_confirmed_meanwhile_stays_right) {
  Line line;
  line.seen(1);
  line.proved(1);
  for (int i = 0; i < 10; ++i) {
    line.pass(minutes{5});
    line.seen(1);
  }
  EXPECT_DOUBLE_EQ(line.observed(), 3000);
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.pass(seconds{100});
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.wrong(), 40);
}

TEST(Sli, a_source_that_hears_of_every_change_confirms_all_the_time) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(minutes{50});
  line.changed(2, true);
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.pass(seconds{59});
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.updated(2);
  line.proved(2);
  line.pass(minutes{50});
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  EXPECT_DOUBLE_EQ(line.observed(), 6059);
}

TEST(Sli, an_address_that_waits_to_be_believed_confirms_nothing) {
  Line line;
  line.seen(1);
  line.proved(1);
  const auto before = line.confirmed;
  const auto before_wall = line.confirmed_wall;
  line.pass(minutes{5});
  line.seen(2);  // held back: no AddressChanged
  line.pass(minutes{5});
  line.confirmed = before;
  line.confirmed_wall = before_wall;
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.wrong(), 540);
}

TEST(Sli, nothing_is_observed_while_the_source_cannot_tell) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(seconds{30});
  line.unknown();
  line.pass(minutes{10});
  EXPECT_DOUBLE_EQ(line.observed(), 30);
  line.seen(1);
  line.pass(seconds{30});
  EXPECT_DOUBLE_EQ(line.observed(), 60);
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
}

TEST(Sli, a_gap_in_what_was_observed_is_not_made_wrong_afterwards) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(seconds{100});
  line.unknown();
  line.pass(minutes{10});
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.observed(), 100);
  EXPECT_DOUBLE_EQ(line.wrong(), 40);
}

TEST(Sli, sleep_is_not_observed_and_moves_no_clock_back) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(seconds{10});
  line.sleep(std::chrono::hours{8});
  EXPECT_DOUBLE_EQ(line.observed(), 10);
  line.changed(2);
  EXPECT_EQ(line.view.records.begin()->second.out_of_sync_since, wall0);
  EXPECT_DOUBLE_EQ(line.wrong(), 0) << "ten seconds of being awake break no promise";
  line.pass(seconds{55});
  EXPECT_DOUBLE_EQ(line.wrong(), 5) << "65 seconds awake since the old address was last seen";
}

TEST(Sli, what_was_written_but_cannot_be_asked_about_is_neither) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.changed(2, true);
  line.updated(2);
  line.doubted(false);
  line.pass(minutes{30});
  EXPECT_DOUBLE_EQ(line.observed(), 0);
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.doubted(true);
  line.pass(minutes{2});
  EXPECT_DOUBLE_EQ(line.observed(), 120);
  EXPECT_DOUBLE_EQ(line.wrong(), 120) << "the promise was broken long ago";
}

TEST(Sli, a_record_at_which_nobody_can_look_is_neither_until_it_is_proved_again) {
  Line line;
  line.seen(1);
  line.updated(1);
  line.proved(1);
  line.pass(seconds{10});
  line.tell(
      RecordUpdateFailed{.key = home, .account = "acc", .wanted = address(1), .error = {.reason = Reason::http_5xx}});
  line.pass(minutes{10});
  EXPECT_DOUBLE_EQ(line.observed(), 10) << "the service did not answer, and nothing was to be written";
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.proved(1);
  line.pass(seconds{10});
  EXPECT_DOUBLE_EQ(line.observed(), 20);
}

TEST(Sli, what_somebody_else_changed_was_wrong_since_the_last_proof) {
  Line line;
  line.seen(1);
  line.proved(1);
  for (int i = 0; i < 3; ++i) {
    line.pass(minutes{5});
    line.seen(1);
    line.scrape();
  }
  EXPECT_DOUBLE_EQ(line.wrong(), 0);
  line.doubted(true);
  EXPECT_DOUBLE_EQ(line.wrong(), 840) << "it may have been changed right after the proof";
  EXPECT_DOUBLE_EQ(line.observed(), 900);
  EXPECT_EQ(line.view.records.begin()->second.out_of_sync_since, wall0);
  line.pass(seconds{2});
  line.updated(1);
  line.proved(1);
  line.pass(minutes{1});
  EXPECT_DOUBLE_EQ(line.wrong(), 842) << "repaired";
}

TEST(Sli, no_second_is_wrong_twice_because_the_address_changes_too) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(minutes{15});
  line.doubted(true);
  EXPECT_DOUBLE_EQ(line.wrong(), 840);
  line.changed(2);
  EXPECT_DOUBLE_EQ(line.wrong(), 840);
  EXPECT_DOUBLE_EQ(line.observed(), 900);
}

TEST(Sli, a_proof_of_the_former_address_says_nothing_about_the_new_one) {
  Line line;
  line.seen(1);
  line.proved(1);
  line.pass(minutes{15});
  line.changed(2, true);
  line.updated(2);
  line.doubted(true);
  EXPECT_DOUBLE_EQ(line.wrong(), 0) << "slow, and still within the promise";
  line.pass(seconds{70});
  EXPECT_DOUBLE_EQ(line.wrong(), 10);
}

TEST(Sli, what_was_wrong_before_the_start_counts_from_the_start) {
  Line line;
  line.pass(seconds{2});
  line.tell(SourceAsked{.source = "wan", .observation = Known{address(2)}});
  line.tell(AddressChanged{.source = "wan", .after = address(2), .last_confirmed = wall0 - std::chrono::hours{24}});
  line.pass(seconds{3});
  EXPECT_DOUBLE_EQ(line.observed(), 3);
  EXPECT_DOUBLE_EQ(line.wrong(), 3);
}

/// A random life. The same seed gives the same one; `scrape` adds accountings that must make no difference.
void live(Line& line, unsigned seed, bool scrape, const std::function<void()>& check) {
  std::mt19937 dice(seed);
  const auto roll = [&](unsigned sides) { return std::uniform_int_distribution<unsigned>(0, sides - 1)(dice); };
  unsigned last = 1;
  for (int i = 0; i < 300; ++i) {
    const milliseconds span{roll(200'000)};
    const unsigned what = roll(10);
    const unsigned target = 1 + roll(4);
    if (scrape) {
      line.pass(span / 2);
      line.scrape();
      line.pass(span - span / 2);
    } else {
      line.pass(span);
    }
    if (what <= 2) line.seen(last);
    if (what == 3) line.unknown();
    if (what == 4) line.changed(last = target);
    if (what == 5) line.changed(last = target, true);
    if (what == 6) line.updated(last);
    if (what == 7) line.proved(last);
    if (what == 8) line.doubted(target > 2);
    if (what == 9) line.sleep(span * 3);
    check();
  }
}

TEST(Sli, in_any_life_wrong_is_part_of_observed_which_is_part_of_the_time_and_neither_ever_shrinks) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Line line;
    double observed = 0;
    double wrong = 0;
    live(line, seed, seed % 2 == 0, [&] {
      const double elapsed = std::chrono::duration<double>(line.steady - steady0).count();
      ASSERT_LE(line.wrong(), line.observed() + 1e-6) << seed;
      ASSERT_LE(line.observed(), elapsed + 1e-6) << seed;
      ASSERT_GE(line.observed(), observed - 1e-9) << seed;
      ASSERT_GE(line.wrong(), wrong - 1e-9) << seed;
      observed = line.observed();
      wrong = line.wrong();
    });
  }
}

TEST(Sli, in_any_life_it_does_not_matter_when_somebody_looks) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Line watched;
    Line alone;
    live(watched, seed, true, [] {});
    live(alone, seed, false, [] {});
    EXPECT_NEAR(watched.observed(), alone.observed(), 1e-6) << seed;
    EXPECT_NEAR(watched.wrong(), alone.wrong(), 1e-6) << seed;
  }
}

TEST(Sli, whenever_the_address_really_changed_no_less_is_counted_than_was_wrong) {
  std::mt19937 dice(4711);
  for (int round = 0; round < 200; ++round) {
    Line line;
    const auto interval = seconds{10 + dice() % 600};
    const auto truly_wrong_for = seconds{dice() % static_cast<unsigned>(interval.count())};
    const auto repair = seconds{1 + dice() % 200};
    line.seen(1);
    line.proved(1);
    line.pass(interval);
    line.changed(2);
    line.pass(repair);
    line.updated(2);
    line.proved(2);
    const double truth = std::chrono::duration<double>(truly_wrong_for + repair).count() - promise;
    const double worst = std::chrono::duration<double>(interval + repair).count() - promise;
    EXPECT_GE(line.wrong() + 1e-6, std::max(0.0, truth));
    EXPECT_NEAR(line.wrong(), std::max(0.0, worst), 1e-6);
  }
}

}  // namespace
}  // namespace ddns::events
