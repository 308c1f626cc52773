#include "ddns/notify/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <system_error>

#include "ddns/core/text.h"
#include "fakes.h"
#include "support/eventually.h"
#include "support/fake_http.h"
#include "support/recording_sink.h"
#include "support/scripted_random.h"

namespace ddns::notify {
namespace {

using namespace std::chrono_literals;
using test_fakes::channel;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Everything around a runner: real clock and threads, fake services.
class RunnerTest : public testing::Test {
 protected:
  [[nodiscard]] Environment environment() { return {clock_, random_, http_, mailer_, *outbox_, sink_}; }
  void happen(Inbox& inbox, events::Payload payload) const {
    inbox.publish({.at = clock_.wall(), .steady = clock_.steady(), .payload = std::move(payload)});
  }

  SystemClock clock_;
  test::ScriptedRandom random_;
  test::FakeHttpFactory http_;
  test_fakes::NoMailer mailer_;
  test::RecordingSink sink_;
  std::unique_ptr<state::Outbox> outbox_ = state::open_outbox("").value();
};

TEST_F(RunnerTest, delivers_and_stops_while_a_channel_hangs) {
  std::atomic<int> sent{0};
  std::atomic<bool> let_go{false};
  http_.answer = [&](const http::Request& request) -> Result<http::Response> {
    if (request.body.find("hanging") != std::string::npos) {
      let_go.wait(false);
      return fail(Reason::cancelled, "stopped");
    }
    ++sent;
    return http::Response{.status = 200};
  };
  auto hanging = channel("hanging");
  hanging.values.put("topic", Secret("hanging"));
  Inbox inbox;
  inbox.publish({.payload = events::ConfigRejected{}});
  Runner runner(environment(), inbox, {{hanging, channel("good")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  EXPECT_TRUE(test::eventually([&] { return sent != 0; }));
  EXPECT_EQ(sent, 1) << "what came before the runner is nobody's";
  let_go = true;
  let_go.notify_all();
  runner.stop();
  EXPECT_THAT(outbox_->waiting().value(), SizeIs(1)) << "the hanging one is kept for the next start";
}

TEST_F(RunnerTest, does_not_send_again_what_succeeded_while_it_stopped) {
  std::atomic<bool> inside{false};
  std::atomic<bool> told_to_stop{false};
  http_.answer = [&](const http::Request&) -> Result<http::Response> {
    inside = true;
    told_to_stop.wait(false);
    return http::Response{.status = 200};
  };
  auto surroundings = environment();
  // The service answers when the attempt is told to stop, no sooner.
  surroundings.thread = [&](Environment::Work work) {
    return std::jthread([&, work = std::move(work)](std::stop_token stop) {
      const std::stop_callback answer(stop, [&] {
        told_to_stop = true;
        told_to_stop.notify_all();
      });
      work(stop);
    });
  };
  Inbox inbox;
  Runner runner(surroundings, inbox, {{channel("slow")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  ASSERT_TRUE(test::eventually([&] { return inside.load(); }));
  runner.stop();
  EXPECT_THAT(outbox_->waiting().value(), IsEmpty());
}

TEST_F(RunnerTest, has_no_thread_without_channels_and_gets_one_by_a_reload) {
  Inbox inbox;
  Runner runner(environment(), inbox, {});
  inbox.publish({.payload = events::ConfigRejected{}});
  runner.reload({{channel("a")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  EXPECT_TRUE(test::eventually([&] { return http_.sent() != 0; }));
  EXPECT_EQ(http_.sent(), 1U);
  runner.reload({});
}

TEST_F(RunnerTest, takes_an_attempt_without_a_thread_for_a_failed_one) {
  std::atomic<bool> none_left{true};
  auto surroundings = environment();
  surroundings.thread = [&](Environment::Work work) {
    if (none_left) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    return std::jthread(std::move(work));
  };
  Inbox inbox;
  Runner runner(surroundings, inbox, {{channel("a")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  ASSERT_TRUE(test::eventually([&] { return !sink_.all<events::NotificationTried>().empty(); }));
  const auto tried = sink_.all<events::NotificationTried>().front();
  EXPECT_EQ(tried.error.value_or(Error{}).reason, Reason::io);
  EXPECT_THAT(tried.error.value_or(Error{}).message, HasSubstr("no thread"));
  EXPECT_TRUE(tried.next_attempt) << "it is tried again";
  none_left = false;
  auto changed = channel("a");
  changed.timeout = 7s;
  runner.reload({{changed}});  // tries at once
  EXPECT_TRUE(test::eventually([&] { return http_.sent() == 1; }));
  runner.stop();
  EXPECT_THAT(outbox_->waiting().value(), IsEmpty());
}

/// The settings and the event that describes them may be fetched at once.
TEST_F(RunnerTest, lets_a_channel_that_came_by_a_reload_know_the_records) {
  std::atomic<bool> busy{false};
  std::atomic<bool> let_go{false};
  auto surroundings = environment();
  // The notify thread itself is held while both come in.
  surroundings.thread = [&](Environment::Work work) {
    busy = true;
    let_go.wait(false);
    return std::jthread(std::move(work));
  };
  Inbox inbox;
  Runner runner(surroundings, inbox, {{channel("old")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  ASSERT_TRUE(test::eventually([&] { return busy.load(); }));
  auto fresh = channel("new");
  fresh.route.topics = {Topic::address_changed};
  fresh.rules.patience = 0ms;
  const RecordKey key{DomainName::parse("home.example.com").value(), RecordType::a};
  runner.reload({{channel("old"), fresh}});
  events::Setup setup;
  setup.sources = {{.id = "wan", .type = "http", .ipv4 = true}};
  setup.accounts = {{"cf", "cloudflare"}};
  setup.records = {{key, "cf", "wan"}};
  setup.hooks = {"old", "new"};
  happen(inbox, events::ConfigLoaded{.path = "c.yaml", .setup = setup, .reload = true});
  let_go = true;
  let_go.notify_all();
  const AddressSet before{IpAddress::parse("192.0.2.1").value()};
  const AddressSet after{IpAddress::parse("192.0.2.2").value()};
  happen(inbox, events::AddressChanged{.source = "wan", .family = Family::ipv4, .before = before, .after = after});
  EXPECT_TRUE(test::eventually([&] {
    const auto tried = sink_.all<events::NotificationTried>();
    return std::any_of(tried.begin(), tried.end(), [](const auto& one) { return one.channel == "new"; });
  }));
  runner.stop();
}

TEST_F(RunnerTest, forgets_the_oldest_event_when_too_many_wait) {
  std::atomic<bool> busy{false};
  std::atomic<bool> let_go{false};
  auto surroundings = environment();
  surroundings.thread = [&](Environment::Work work) {
    busy = true;
    let_go.wait(false);
    return std::jthread(std::move(work));
  };
  std::mutex mutex;
  std::string said;
  http_.answer = [&](const http::Request& request) -> Result<http::Response> {
    const std::lock_guard lock(mutex);
    said += request.body;
    return http::Response{.status = 200};
  };
  Inbox inbox(3);
  Runner runner(surroundings, inbox, {{channel("a", "webhook")}});
  happen(inbox, events::ConfigRejected{.errors = 1, .first = "x"});
  ASSERT_TRUE(test::eventually([&] { return busy.load(); }));
  for (const auto* account : {"first", "second", "third", "fourth"}) {
    happen(inbox, events::AccountPaused{.account = account, .provider = "p", .error = {.reason = Reason::auth}});
  }
  let_go = true;
  let_go.notify_all();
  runner.stop();
  std::string kept;
  const auto waiting = outbox_->waiting().value();
  for (const auto& parcel : waiting) kept += parcel.message;
  EXPECT_THAT(kept, testing::Not(HasSubstr("Account first")));
  EXPECT_THAT(kept, HasSubstr("Account fourth"));
}

}  // namespace
}  // namespace ddns::notify
