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

Message message(std::string title, std::string text = "text") {
  return {.topic = Topic::alert, .title = std::move(title), .text = std::move(text)};
}

/// One robot's queue and its clock.
class QueueTest : public testing::Test {
 protected:
  using Kind = BridgeQueue::Offer::Kind;
  [[nodiscard]] Now now() const { return {clock_.steady(), clock_.wall()}; }
  BridgeQueue::Offer offer(const std::string& group, const Message& what) {
    return queue_.offer(
        group, what, [&](const Message& whole) { return whole.text.size() <= room_; }, now());
  }
  BridgeQueue::Offer offer(const std::string& group) { return offer(group, message(group)); }
  void settle(const BridgeQueue::Offer& offer, bool delivered = true) { queue_.settle(offer, delivered, now()); }
  /// Nothing may go for a minute from now.
  void use_up() {
    for (const auto* group : {"a", "b"}) settle(offer(group));
  }
  static std::vector<std::string> groups(const BridgeQueue::Offer& offer) {
    std::vector<std::string> out;
    for (const auto& part : offer.held) out.push_back(part.group);
    return out;
  }
  std::size_t room_ = 1'000'000;
  test::ManualClock clock_;
  BridgeQueue queue_{2};
};

TEST_F(QueueTest, holds_what_is_too_much_and_sends_it_along_later) {
  use_up();
  for (const auto* group : {"3", "4", "5"}) {
    const auto refused = offer(group);
    EXPECT_EQ(refused.kind, Kind::later);
    EXPECT_THAT(refused.retry_after, testing::AllOf(testing::Gt(57s), testing::Le(60s)));
    clock_.advance(1s);
  }
  clock_.advance(58s);
  const auto sent = offer("4");
  ASSERT_EQ(sent.kind, Kind::send);
  EXPECT_THAT(groups(sent), ElementsAre("3", "5"));
  EXPECT_THAT(sent.message.text, testing::MatchesRegex("3(.|\n)*5(.|\n)*4(.|\n)*"));
  settle(sent);
  EXPECT_EQ(offer("3").kind, Kind::done) << "its retry";
  EXPECT_EQ(offer("5").kind, Kind::done);
  EXPECT_NE(offer("3").kind, Kind::done) << "a reminder, hours later";
}

TEST_F(QueueTest, says_whether_it_is_busy_or_used_up) {
  const auto flying = offer("1");
  EXPECT_EQ(offer("2").kind, Kind::busy);
  settle(flying);
  EXPECT_THAT(groups(offer("3")), ElementsAre("2"));
  EXPECT_EQ(offer("4").kind, Kind::later);
}

TEST_F(QueueTest, keeps_what_was_held_when_the_sending_fails) {
  use_up();
  EXPECT_EQ(offer("2").kind, Kind::later);
  clock_.advance(61s);
  const auto failing = offer("3");
  EXPECT_THAT(groups(failing), ElementsAre("2"));
  settle(failing, false);
  EXPECT_THAT(groups(offer("4")), ElementsAre("2"));
}

TEST_F(QueueTest, sends_along_only_what_fits_whole) {
  use_up();
  (void)offer("short", message("short", std::string(100, 's')));
  clock_.advance(1s);
  (void)offer("long", message("long", std::string(900, 'l')));
  clock_.advance(1s);
  (void)offer("shorter", message("shorter", std::string(50, 't')));
  clock_.advance(60s);
  room_ = 1'000;
  const auto first = offer("1", message("1", std::string(100, '1')));
  EXPECT_THAT(groups(first), ElementsAre("short", "shorter"));
  settle(first);
  EXPECT_EQ(offer("short", message("short", std::string(100, 's'))).kind, Kind::done);
  const auto second = offer("2", message("2", std::string(10, '2')));
  EXPECT_THAT(groups(second), ElementsAre("long"));
}

TEST_F(QueueTest, sends_what_is_too_long_by_itself_alone) {
  use_up();
  (void)offer("held");
  clock_.advance(61s);
  room_ = 10;
  const auto sent = offer("long", message("long", std::string(100, 'l')));
  EXPECT_THAT(groups(sent), testing::IsEmpty());
  EXPECT_EQ(sent.message.title, "long");
}

TEST_F(QueueTest, holds_only_the_newest_state_of_a_group) {
  use_up();
  (void)offer("home", message("[FIRING:1] home"));
  clock_.advance(20s);
  (void)offer("home", message("[RESOLVED:1] home"));
  clock_.advance(41s);
  const auto sent = offer("other");
  EXPECT_THAT(sent.message.text, testing::AllOf(HasSubstr("RESOLVED"), testing::Not(HasSubstr("FIRING"))));
  settle(sent);
  EXPECT_NE(offer("home", message("[FIRING:2] home")).kind, Kind::done) << "news, not the retry of what went along";
}

TEST_F(QueueTest, tells_the_news_of_a_group_after_what_is_on_its_way) {
  use_up();
  (void)offer("home", message("[FIRING:1] home"));
  clock_.advance(61s);
  const auto flying = offer("other");
  ASSERT_THAT(groups(flying), ElementsAre("home"));
  EXPECT_EQ(offer("home", message("[RESOLVED:1] home")).kind, Kind::busy);
  settle(flying);
  const auto next = offer("third");
  EXPECT_THAT(next.message.text, HasSubstr("RESOLVED"));
}

TEST_F(QueueTest, forgets_what_nobody_asks_for_any_more) {
  use_up();
  (void)offer("given up");
  (void)offer("asked for");
  clock_.advance(59s);
  EXPECT_EQ(offer("asked for").kind, Kind::later);
  clock_.advance(62s);
  EXPECT_THAT(groups(offer("other")), ElementsAre("asked for"));
}

/// Alertmanager and a robot with little room: every group is repeated, at longer and longer intervals, until it is
/// answered well.
TEST_F(QueueTest, loses_and_cuts_nothing_whatever_comes_at_once) {
  room_ = 4096;
  struct Caller {
    Message message;
    SteadyTime next;
    std::chrono::milliseconds wait{500};
  };
  std::map<std::string, Caller> callers;
  for (int i = 0; i < 60; ++i) {
    const auto group = cat("group ", i);
    const auto size = static_cast<std::size_t>(200 + 131 * i % 1900);
    callers.emplace(group, Caller{message(group, cat("<", i, std::string(size, 'x'), i, ">")), clock_.steady()});
  }
  std::string told;
  int turns = 0;
  for (auto waiting = callers; !waiting.empty();) {
    ASSERT_LT(++turns, 10'000);
    auto first = waiting.begin();
    for (auto it = waiting.begin(); it != waiting.end(); ++it) {
      if (it->second.next < first->second.next) first = it;
    }
    auto& [group, caller] = *first;
    if (caller.next > clock_.steady()) clock_.advance(caller.next - clock_.steady());
    const auto answer = offer(group, caller.message);
    if (answer.kind == Kind::send) {
      EXPECT_LE(answer.message.text.size(), room_);
      told += answer.message.text;
      settle(answer);
    }
    if (answer.kind == Kind::send || answer.kind == Kind::done) {
      EXPECT_THAT(told, HasSubstr(caller.message.text)) << group;
      waiting.erase(first);
      continue;
    }
    caller.next = clock_.steady() + caller.wait;
    caller.wait = std::min<std::chrono::milliseconds>(caller.wait * 3 / 2, 60s);
  }
  for (const auto& [group, caller] : callers) {
    const auto at = told.find(caller.message.text);
    EXPECT_EQ(told.find(caller.message.text, at + 1), std::string::npos) << group << " was told twice";
  }
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
