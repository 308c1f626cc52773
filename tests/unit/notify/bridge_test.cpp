#include "ddns/notify/bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "../../../modules/notify/src/bridge_queue.h"
#include "ddns/core/text.h"
#include "ddns/notify/alertmanager.h"
#include "support/fake_http.h"
#include "support/manual_clock.h"
#include "support/recording_sink.h"

namespace ddns::notify {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace fs = std::filesystem;

const WallTime kNow = test::ManualClock::kStart;
const fs::path kGolden = fs::path(DDNS_TESTS_DIR) / "golden" / "bridge";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

RobotSettings robot(const std::string& type) {
  RobotSettings out{.id = type, .spec = find(type)};
  for (const auto& field : out.spec->settings.fields) {
    if (field.kind == schema::Kind::secret) out.values.put(field.key, Secret("canary"));
    if (field.kind == schema::Kind::choice) out.values.put(field.key, field.default_text);
    if (field.kind == schema::Kind::url) out.values.put(field.key, std::string("http://127.0.0.1:1"));
  }
  return out;
}

/// The body that a robot gets for a call of Alertmanager.
std::string formatted(const std::string& type, const std::string& call) {
  const auto group = parse_alertmanager(call);
  if (!group) return group.error().message;
  const auto settings = robot(type);
  return settings.spec->request(settings.values, {.message = to_message(*group, kNow)}, kNow).value().body + "\n";
}

TEST(BridgeGolden, every_robot_gets_what_the_file_says) {
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (entry.path().filename().string().find('.') != entry.path().filename().string().rfind(".json")) continue;
    for (const auto* type : {"dingtalk", "wecom", "feishu"}) {
      const auto path = kGolden / cat(entry.path().stem().string(), ".", type, ".json");
      const auto made = formatted(type, read(entry.path()));
      if (std::getenv("DDNS_REWRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << made;
      EXPECT_EQ(made, read(path)) << path << ": run DDNS_REWRITE_GOLDEN=1 unit_notify, and read the difference";
      ++compared;
    }
  }
  EXPECT_EQ(compared, 15);
}

TEST(Alertmanager, is_read_strictly) {
  const auto whole = read(kGolden / "firing.json");
  const auto complaint = [&](std::string_view from, std::string_view to) {
    const auto group = parse_alertmanager(replace_all(whole, from, to));
    return group ? std::string("taken") : group.error().message;
  };
  EXPECT_EQ(complaint("x", "x"), "taken");
  EXPECT_THAT(complaint(R"("version": "4")", R"("version": "3")"), HasSubstr("version 4"));
  EXPECT_THAT(complaint("groupKey", "other"), HasSubstr("groupKey"));
  EXPECT_THAT(complaint("\"alerts\"", "\"others\""), HasSubstr("list of alerts"));
  EXPECT_THAT(complaint(R"("status": "firing",
   "labels")",
                        R"("status": "burning", "labels")"),
              HasSubstr("neither firing nor resolved"));
  EXPECT_THAT(complaint("\"labels\"", "\"tags\""), HasSubstr("without labels"));
  EXPECT_THAT(complaint(R"("severity": "critical")", R"("severity": 5)"), HasSubstr("no texts"));
  EXPECT_EQ(parse_alertmanager("[]").error().reason, Reason::malformed);
  EXPECT_EQ(parse_alertmanager("{").error().reason, Reason::malformed);
  EXPECT_EQ(parse_alertmanager("").error().reason, Reason::malformed);
}

Message message(std::string title) { return {.topic = Topic::alert, .title = std::move(title), .text = "text"}; }

TEST(BridgeQueue, holds_what_is_too_much_and_sends_it_along_later) {
  test::ManualClock clock;
  const auto now = [&] { return Now{clock.steady(), clock.wall()}; };
  BridgeQueue queue(2);
  for (const auto* key : {"1", "2"}) {
    const auto offer = queue.offer(key, message(key), now());
    ASSERT_EQ(offer.kind, BridgeQueue::Offer::Kind::send);
    queue.settle(offer, true, now());
  }
  for (const auto* key : {"3", "4", "5"}) {
    const auto offer = queue.offer(key, message(key), now());
    EXPECT_EQ(offer.kind, BridgeQueue::Offer::Kind::later);
    EXPECT_THAT(offer.retry_after, testing::AllOf(testing::Gt(57s), testing::Le(60s)));
    clock.advance(1s);
  }
  clock.advance(58s);
  const auto offer = queue.offer("4", message("4"), now());
  ASSERT_EQ(offer.kind, BridgeQueue::Offer::Kind::send);
  EXPECT_THAT(offer.held, ElementsAre("3", "5"));
  EXPECT_THAT(offer.message.text, testing::MatchesRegex("3(.|\n)*5(.|\n)*4(.|\n)*"));
  queue.settle(offer, true, now());
  EXPECT_EQ(queue.offer("3", message("3"), now()).kind, BridgeQueue::Offer::Kind::done) << "its retry";
  EXPECT_EQ(queue.offer("5", message("5"), now()).kind, BridgeQueue::Offer::Kind::done);
  EXPECT_NE(queue.offer("3", message("3"), now()).kind, BridgeQueue::Offer::Kind::done) << "a reminder, hours later";
}

TEST(BridgeQueue, keeps_what_was_held_when_the_sending_fails) {
  test::ManualClock clock;
  const auto now = [&] { return Now{clock.steady(), clock.wall()}; };
  BridgeQueue queue(1);
  queue.settle(queue.offer("1", message("1"), now()), true, now());
  EXPECT_EQ(queue.offer("2", message("2"), now()).kind, BridgeQueue::Offer::Kind::later);
  clock.advance(61s);
  const auto failing = queue.offer("3", message("3"), now());
  EXPECT_THAT(failing.held, ElementsAre("2"));
  queue.settle(failing, false, now());
  clock.advance(61s);
  EXPECT_THAT(queue.offer("2", message("2"), now()).held, testing::IsEmpty());
}

TEST(BridgeQueue, forgets_what_nobody_asks_for_again) {
  test::ManualClock clock;
  BridgeQueue queue(1);
  queue.settle(queue.offer("1", message("1"), {clock.steady(), clock.wall()}), true, {clock.steady(), clock.wall()});
  (void)queue.offer("2", message("2"), {clock.steady(), clock.wall()});
  clock.advance(11min);
  EXPECT_THAT(queue.offer("3", message("3"), {clock.steady(), clock.wall()}).held, testing::IsEmpty());
}

class BridgeTest : public testing::Test {
 protected:
  Bridge::Answer call(const std::string& id, const std::string& body) { return bridge_->pass_on(id, body, {}); }
  void answer(int status, std::string body, http::Headers headers = {}) {
    http_.answer = [=](const http::Request&) -> Result<http::Response> {
      return http::Response{.status = status, .headers = headers, .body = body};
    };
  }
  SystemClock clock_;
  test::FakeHttpFactory http_;
  test::RecordingSink sink_;
  std::unique_ptr<Bridge> bridge_ = std::make_unique<Bridge>(
      Bridge::Environment{clock_, http_, sink_, [](std::string text) { return replace_all(text, "canary", "***"); }},
      BridgeSettings{.robots = {robot("dingtalk"), robot("wecom")}});
  std::string firing_ = read(kGolden / "firing.json");
};

TEST_F(BridgeTest, answers_as_the_robot_did) {
  answer(200, R"({"errcode":0})");
  EXPECT_EQ(call("dingtalk", firing_).status, 200);
  answer(200, R"({"errcode":310000,"errmsg":"token canary is bad"})");
  const auto refused = call("dingtalk", firing_);
  EXPECT_EQ(refused.status, 502);
  EXPECT_THAT(refused.message, HasSubstr("token *** is bad"));
  answer(200, R"({"errcode":130101})");
  EXPECT_EQ(call("dingtalk", firing_).status, 503);
  answer(500, "");
  EXPECT_EQ(call("dingtalk", firing_).status, 502);
  http_.answer = [](const http::Request&) -> Result<http::Response> { return fail(Reason::connect, "nobody there"); };
  EXPECT_EQ(call("dingtalk", firing_).status, 502);
  const auto sent = sink_.all<events::BridgeSent>();
  ASSERT_THAT(sent, SizeIs(5));
  EXPECT_FALSE(sent[0].error);
  EXPECT_EQ(sent[1].error.value_or(Error{}).reason, Reason::auth);
  EXPECT_EQ(sent[2].robot, "dingtalk");
}

TEST_F(BridgeTest, refuses_strangers_and_nonsense_without_sending) {
  EXPECT_EQ(call("telegram", firing_).status, 404);
  EXPECT_EQ(call("dingtalk", "nonsense").status, 400);
  EXPECT_EQ(http_.sent(), 0U);
}

TEST_F(BridgeTest, sends_eighteen_a_minute_and_then_says_later) {
  answer(200, R"({"errcode":0})");
  for (int i = 0; i < 18; ++i) EXPECT_EQ(call("dingtalk", firing_).status, 200);
  const auto late = call("dingtalk", firing_);
  EXPECT_EQ(late.status, 503);
  EXPECT_GT(late.retry_after.value_or(0s), 50s);
  EXPECT_EQ(call("wecom", firing_).status, 200) << "every robot has its own limit";
}

TEST_F(BridgeTest, a_robot_is_not_busy_for_ever_after_an_accident) {
  http_.answer = [](const http::Request&) -> Result<http::Response> { throw std::runtime_error("out of something"); };
  const auto accident = call("dingtalk", firing_);
  EXPECT_EQ(accident.status, 502);
  EXPECT_THAT(accident.message, HasSubstr("out of something"));
  answer(200, R"({"errcode":0})");
  EXPECT_EQ(call("dingtalk", firing_).status, 200);
}

TEST_F(BridgeTest, keeps_limit_and_what_is_held_when_it_is_configured_anew) {
  answer(200, R"({"errcode":0})");
  for (int i = 0; i < 18; ++i) EXPECT_EQ(call("dingtalk", firing_).status, 200);
  const auto held = read(kGolden / "resolved.json");
  EXPECT_EQ(call("dingtalk", held).status, 503);
  auto changed = robot("dingtalk");
  changed.timeout = 1s;
  bridge_->configure({.robots = {changed}});
  EXPECT_EQ(call("dingtalk", held).status, 503) << "the robot counts on";
  EXPECT_EQ(call("wecom", firing_).status, 404) << "it is gone";
  auto other = robot("wecom");
  other.id = "dingtalk";
  bridge_->configure({.robots = {other}});
  EXPECT_EQ(call("dingtalk", firing_).status, 200) << "another robot under the same id";
}

TEST_F(BridgeTest, a_hanging_robot_holds_up_one_caller_only) {
  std::promise<void> inside, let_go;
  http_.answer = [&](const http::Request& request) -> Result<http::Response> {
    if (request.url.path.find("robot/send") != std::string::npos) {
      inside.set_value();
      let_go.get_future().wait();
    }
    return http::Response{.status = 200, .body = R"({"errcode":0})"};
  };
  auto first = std::async(std::launch::async, [&] { return call("dingtalk", firing_); });
  inside.get_future().wait();
  EXPECT_EQ(call("dingtalk", read(kGolden / "resolved.json")).status, 503);
  EXPECT_EQ(call("wecom", firing_).status, 200);
  let_go.set_value();
  EXPECT_EQ(first.get().status, 200);
}

}  // namespace
}  // namespace ddns::notify
