#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/notify/src/office.h"
#include "ddns/core/text.h"
#include "ddns/notify/runner.h"
#include "fakes.h"
#include "support/fake_http.h"
#include "support/manual_clock.h"
#include "support/recording_sink.h"
#include "support/scripted_random.h"

namespace ddns::notify {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using test_fakes::channel;
using test_fakes::FragileOutbox;
using test_fakes::NoMailer;

Error refusal(Reason reason = Reason::connect) { return {.reason = reason, .message = "nobody there"}; }

/// An office on its desk: outbox in memory (kept across restarts), clock, and what became of every delivery.
class Desk {
 public:
  explicit Desk(std::vector<ChannelSettings> channels, Patience patience = {.first = 10s, .cap = 1h})
      : settings_{std::move(channels)}, patience_(patience) {
    restart();
  }

  void restart() { office = std::make_unique<Office>(environment_, settings_, now(), patience_); }
  [[nodiscard]] Now now() const { return {clock.steady(), clock.wall()}; }

  /// A refused configuration is a message at once, for every channel.
  void happen(const std::string& what) {
    office->take(
        {.at = clock.wall(), .steady = clock.steady(), .payload = events::ConfigRejected{.errors = 1, .first = what}});
    step();
    office->take({.at = clock.wall(),
                  .steady = clock.steady(),
                  .payload = events::ConfigLoaded{.setup = {.hooks = {"a", "b"}}}});
    step();
  }
  void step() {
    for (auto& delivery : office->step(now())) flying.push_back(std::move(delivery));
  }
  /// Lets time pass from due to due; `answer` decides about every delivery (nullopt = it hangs).
  using Answer = std::function<std::optional<Result<Ack>>(const Delivery&)>;
  void run(std::chrono::milliseconds span, const Answer& answer) {
    const auto end = clock.steady() + span;
    while (true) {
      settle(answer);
      const auto due = office->due(now());
      if (!due || *due > end) break;
      if (*due > clock.steady()) clock.advance(*due - clock.steady());
      ASSERT_LT(++turns, 100'000) << "it turns for ever";
      step();
    }
    if (end > clock.steady()) clock.advance(end - clock.steady());
  }
  void settle(const Answer& answer) {
    for (std::size_t i = 0; i < flying.size();) {
      const auto outcome = answer(flying[i]);
      if (!outcome) {
        ++i;
        continue;
      }
      const auto delivery = flying[i];
      flying.erase(flying.begin() + static_cast<std::ptrdiff_t>(i));
      log.push_back({delivery.channel->id, delivery.letter.message.text, outcome->has_value(), clock.steady()});
      office->finished({.serial = delivery.serial, .channel = delivery.channel->id, .outcome = *outcome}, now());
      step();
    }
  }
  [[nodiscard]] std::size_t stored() { return outbox->waiting().value().size(); }

  struct Done {
    std::string channel, text;
    bool good;
    SteadyTime at;
  };

  test::ManualClock clock;
  test::RecordingSink sink;
  std::unique_ptr<FragileOutbox> outbox = std::make_unique<FragileOutbox>();
  std::unique_ptr<Office> office;
  std::vector<Delivery> flying;
  std::vector<Done> log;
  int turns = 0;

 private:
  test::ScriptedRandom random_;
  test::FakeHttpFactory http_;
  NoMailer mailer_;
  Environment environment_{clock, random_, http_, mailer_, *outbox, sink};
  Settings settings_;
  Patience patience_;
};

const Desk::Answer kGood = [](const Delivery&) { return Result<Ack>(Ack{}); };
const Desk::Answer kBad = [](const Delivery&) { return Result<Ack>(fail(refusal())); };
const Desk::Answer kHangs = [](const Delivery&) { return std::nullopt; };

TEST(Office, delivers_and_forgets) {
  Desk desk({channel("a")});
  desk.happen("c.yaml:1:1");
  desk.run(1min, kGood);
  ASSERT_THAT(desk.log, testing::Not(IsEmpty()));
  EXPECT_THAT(desk.log[0].text, HasSubstr("c.yaml:1:1"));
  EXPECT_EQ(desk.stored(), 0U);
  EXPECT_EQ(desk.office->due(desk.now()), std::nullopt) << "nothing ticks when nothing is pending";
  const auto pending = desk.sink.all<events::NotificationsPending>();
  ASSERT_FALSE(pending.empty());
  EXPECT_EQ(pending.back().count, 0U);
}

TEST(Office, writes_down_before_it_sends_and_sends_after_a_restart) {
  Desk desk({channel("a")});
  desk.happen("x");
  ASSERT_THAT(desk.flying, SizeIs(1));
  EXPECT_EQ(desk.stored(), 2U) << "refused, and accepted again";
  desk.flying.clear();  // the process is killed with the message on its way
  desk.restart();
  desk.run(1min, kGood);
  EXPECT_THAT(desk.log[0].text, HasSubstr("x"));
  EXPECT_EQ(desk.stored(), 0U);
  const auto before = desk.log.size();
  desk.restart();
  desk.run(1min, kGood);
  EXPECT_EQ(desk.log.size(), before) << "delivered once";
}

TEST(Office, tries_again_with_growing_waits_for_a_day_and_then_gives_up) {
  Desk desk({channel("a", "webhook")});
  desk.happen("x");
  desk.run(36h, kBad);
  ASSERT_GT(desk.log.size(), 20U);
  for (std::size_t i = 2; i < 6; ++i) {
    EXPECT_GT(desk.log[i].at - desk.log[i - 1].at, 4s);
  }
  const auto tried = desk.sink.all<events::NotificationTried>();
  const auto given_up =
      std::count_if(tried.begin(), tried.end(), [](const auto& one) { return one.error && !one.next_attempt; });
  EXPECT_EQ(given_up, 2) << "each message once";
  EXPECT_LE(desk.log.back().at - desk.log.front().at, 25h);
  EXPECT_EQ(desk.stored(), 0U);
  EXPECT_EQ(desk.office->due(desk.now()), std::nullopt);
}

TEST(Office, obeys_retry_after) {
  Desk desk({channel("a")});
  desk.happen("x");
  bool first = true;
  desk.run(2h, [&](const Delivery&) -> std::optional<Result<Ack>> {
    auto error = refusal(Reason::rate_limited);
    error.retry_after = 10min;
    if (std::exchange(first, false)) return fail(error);
    return Ack{};
  });
  ASSERT_GE(desk.log.size(), 2U);
  EXPECT_GE(desk.log[1].at - desk.log[0].at, 10min);
}

TEST(Office, lets_a_dead_or_hanging_channel_hold_up_nobody) {
  for (const auto& trouble : {kBad, kHangs}) {
    Desk desk({channel("a"), channel("b")});
    const Desk::Answer answer = [&](const Delivery& delivery) {
      return delivery.channel->id == "a" ? trouble(delivery) : kGood(delivery);
    };
    desk.happen("x");
    const auto begin = desk.clock.steady();
    desk.run(1s, answer);
    bool delivered = false;
    for (const auto& done : desk.log) delivered = delivered || (done.channel == "b" && done.good && done.at == begin);
    EXPECT_TRUE(delivered);
  }
}

TEST(Office, keeps_the_order_of_a_channel_and_merges_what_waits) {
  Desk desk({channel("a"), channel("b", "webhook")});
  desk.happen("one");
  desk.happen("two");
  desk.happen("three");
  desk.run(1h, kGood);
  std::vector<std::string> chat, hook;
  for (const auto& done : desk.log) (done.channel == "a" ? chat : hook).push_back(done.text);
  EXPECT_THAT(chat, SizeIs(2)) << "the first alone, the rest as one";
  EXPECT_THAT(chat[1], testing::MatchesRegex("(.|\n)*two(.|\n)*three(.|\n)*"));
  EXPECT_THAT(hook, SizeIs(6)) << "a webhook gets every message by itself";
  EXPECT_EQ(desk.stored(), 0U);
}

TEST(Office, sends_no_more_than_eighteen_a_minute_to_a_robot) {
  Desk desk({channel("a", "dingtalk")});
  for (int i = 0; i < 100; ++i) {
    desk.happen(std::to_string(i));
    desk.run(500ms, kGood);
  }
  desk.run(5min, kGood);
  for (std::size_t i = 18; i < desk.log.size(); ++i) {
    EXPECT_GE(desk.log[i].at - desk.log[i - 18].at, 60s) << i;
  }
  std::string all;
  for (const auto& done : desk.log) all += done.text;
  for (int i = 0; i < 100; ++i) EXPECT_THAT(all, HasSubstr(cat("first: ", i))) << "merged, not lost";
}

TEST(Office, merges_no_more_than_the_channel_takes_whole) {
  auto narrow = channel("a", "ntfy");
  narrow.text_template = "#{host}: #{text}";
  Desk desk({narrow});
  const std::string length(900, 'x');
  for (int i = 0; i < 30; ++i) desk.happen(cat(i, length, i));
  std::string told;
  desk.run(1h, [&](const Delivery& delivery) -> std::optional<Result<Ack>> {
    const auto& settings = *delivery.channel;
    EXPECT_TRUE(settings.spec->fits(settings.values, delivery.letter)) << delivery.letter.message.title;
    told += settings.spec->request(settings.values, delivery.letter, desk.clock.wall()).value().body;
    return Ack{};
  });
  for (int i = 0; i < 30; ++i) EXPECT_THAT(told, HasSubstr(cat(i, length, i)));
  EXPECT_LT(desk.log.size(), 30U) << "several in one, still";
}

TEST(Office, does_not_let_one_refused_message_block_the_others_for_a_day) {
  Desk desk({channel("a", "webhook")});
  desk.happen("poison");
  desk.happen("good");
  desk.run(1h, [](const Delivery& delivery) -> std::optional<Result<Ack>> {
    if (delivery.letter.message.text.find("poison") != std::string::npos) return fail(refusal(Reason::rejected));
    return Ack{};
  });
  bool good = false;
  for (const auto& done : desk.log) good = good || (done.good && done.text.find("good") != std::string::npos);
  EXPECT_TRUE(good);
  EXPECT_EQ(desk.stored(), 0U);
}

TEST(Office, survives_an_outbox_that_fails_and_says_when_it_works_again) {
  Desk desk({channel("a")});
  desk.outbox->broken = true;
  desk.happen("x");
  ASSERT_THAT(desk.flying, SizeIs(1)) << "what cannot be kept is sent all the same";
  desk.run(10min, kGood);
  EXPECT_THAT(desk.sink.all<events::StateFailed>(), SizeIs(1)) << "told once";
  EXPECT_THAT(desk.sink.all<events::StateWritten>(), IsEmpty());
  EXPECT_LT(desk.outbox->writes, 15) << "not tried over and over";
  desk.outbox->broken = false;
  desk.run(2min, kGood);
  const auto written = desk.sink.all<events::StateWritten>();
  ASSERT_THAT(written, SizeIs(1)) << "nothing waits, and still somebody has to say that the alarm is over";
  EXPECT_TRUE(written[0].news) << "the inbox takes nothing else";
  EXPECT_EQ(desk.office->due(desk.now()), std::nullopt) << "and then it is quiet";
  EXPECT_THAT(desk.outbox->notes().value(), IsEmpty());
}

TEST(Office, tells_the_end_of_an_alarm_that_its_own_write_set_off) {
  Desk desk({channel("a")});
  desk.outbox->broken = true;
  desk.happen("x");
  const auto say_again = [&](const auto& payload) {
    desk.office->take({.at = desk.clock.wall(), .steady = desk.clock.steady(), .payload = payload});
    desk.step();
  };
  say_again(desk.sink.all<events::StateFailed>().at(0));  // the sink leads back to the office
  desk.run(1s, kGood);
  desk.outbox->broken = false;
  desk.run(2min, kGood);
  say_again(desk.sink.all<events::StateWritten>().at(0));
  desk.run(1min, kGood);
  EXPECT_THAT(desk.log.back().text, HasSubstr("The state file is written again"));
}

TEST(Office, writes_down_later_what_it_could_not_write) {
  Desk desk({channel("a"), channel("b")});
  const Desk::Answer only_a = [](const Delivery& delivery) {
    return delivery.channel->id == "a" ? kGood(delivery) : kHangs(delivery);
  };
  desk.happen("x");
  EXPECT_EQ(desk.stored(), 4U);
  desk.outbox->broken = true;
  desk.run(1s, only_a);
  EXPECT_EQ(desk.stored(), 4U) << "delivered, but that could not be written down";
  desk.happen("y");
  desk.run(1s, only_a);
  desk.outbox->broken = false;
  desk.run(2min, only_a);
  EXPECT_EQ(desk.stored(), 4U) << "nothing for a, and for b the old and the new";
  const auto waiting = desk.outbox->waiting().value();
  for (const auto& parcel : waiting) EXPECT_EQ(parcel.channel, "b");
  desk.flying.clear();
  const auto before = desk.log.size();
  desk.restart();
  desk.run(1min, kGood);
  std::string all;
  for (std::size_t i = before; i < desk.log.size(); ++i) {
    EXPECT_EQ(desk.log[i].channel, "b") << "delivered a second time";
    all += desk.log[i].text;
  }
  EXPECT_THAT(all, testing::AllOf(HasSubstr("first: x"), HasSubstr("first: y"))) << "kept across the restart";
}

TEST(Office, gives_no_service_more_than_its_patience) {
  Desk desk({channel("a", "webhook")});
  desk.happen("x");
  desk.run(48h, [](const Delivery&) -> std::optional<Result<Ack>> {
    auto error = refusal(Reason::rate_limited);
    error.retry_after = std::chrono::seconds::max();
    return fail(error);
  });
  const auto tried = desk.sink.all<events::NotificationTried>();
  ASSERT_FALSE(tried.empty());
  EXPECT_EQ(tried.back().next_attempt, std::nullopt) << "given up after a day";
  EXPECT_EQ(desk.stored(), 0U);
}

TEST(Office, forgets_the_queue_of_a_channel_that_is_gone) {
  Desk desk({channel("a"), channel("b")});
  desk.happen("x");
  desk.run(1s, kHangs);
  ASSERT_GT(desk.stored(), 0U);
  desk.office->configure({{channel("b")}}, desk.now());
  desk.step();
  const auto waiting = desk.outbox->waiting().value();
  EXPECT_FALSE(waiting.empty());
  for (const auto& parcel : waiting) EXPECT_EQ(parcel.channel, "b");
}

TEST(Office, tries_at_once_with_new_settings) {
  Desk desk({channel("a", "webhook")});
  desk.happen("x");
  desk.run(2h, kBad);
  const auto begin = desk.clock.steady();
  const auto tries = desk.log.size();
  auto mended = channel("a", "webhook");
  mended.timeout = 3s;
  desk.office->configure({{mended}}, desk.now());
  desk.step();
  desk.settle(kGood);
  ASSERT_GT(desk.log.size(), tries);
  EXPECT_EQ(desk.log[tries].at, begin);
}

TEST(Office, keeps_heartbeats_in_memory_and_only_the_newest) {
  Desk desk({channel("a", "heartbeat")});
  for (int i = 0; i < 50; ++i) {
    desk.clock.advance(2min);
    desk.office->take({.at = desk.clock.wall(), .steady = desk.clock.steady(), .payload = events::CycleFinished{}});
    desk.step();
  }
  EXPECT_EQ(desk.stored(), 0U);
  EXPECT_THAT(desk.flying, SizeIs(1)) << "one is on its way";
  desk.run(1min, kGood);
  EXPECT_THAT(desk.log, SizeIs(3)) << "and two wait, not forty-nine";
}

TEST(Office, writes_down_at_the_end_what_it_was_still_gathering) {
  auto slow = channel("a");
  slow.rules.settle = 2s;
  Desk desk({slow});
  desk.office->take({.at = desk.clock.wall(),
                     .steady = desk.clock.steady(),
                     .payload = events::ConfigRejected{.errors = 1, .first = "x"}});
  desk.step();
  EXPECT_EQ(desk.stored(), 0U);
  desk.office->close(desk.now());
  EXPECT_EQ(desk.stored(), 1U);
}

}  // namespace
}  // namespace ddns::notify
