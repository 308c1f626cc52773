#include "ddns/notify/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "fakes.h"
#include "support/fake_http.h"

namespace ddns::notify {
namespace {

using test_fakes::channel;
using testing::HasSubstr;
using testing::Not;

class KeepingMailer final : public Mailer {
 public:
  Result<MailReceipt> send(const Posting& posting, const http::CallLimits&) override {
    postings.push_back(posting);
    return MailReceipt{.refused = {"gone@example.net (550)"}};
  }
  std::vector<Posting> postings;
};

class TrialTest : public testing::Test {
 protected:
  Trial try_it(const ChannelSettings& channel) {
    return try_channel(
        channel, {clock_, http_, mailer_, [](std::string text) { return replace_all(text, "canary", "***"); }, "box"});
  }
  void answer(int status, std::string body) {
    http_.answer = [this, status, body](const http::Request& request) -> Result<http::Response> {
      seen_.push_back(request);
      return http::Response{.status = status, .body = body};
    };
  }

  SystemClock clock_;
  test::FakeHttpFactory http_;
  KeepingMailer mailer_;
  std::vector<http::Request> seen_;
};

TEST_F(TrialTest, says_that_it_is_a_test_whatever_the_channel_is_routed) {
  answer(200, R"({"errcode":0})");
  auto robot = channel("ding", "dingtalk");
  robot.route = {.at_least = Severity::critical, .records = {"nobody.example"}, .topics = {Topic::failing}};
  robot.title_template = "#{event}: #{title}";
  EXPECT_EQ(try_it(robot).error, std::nullopt);
  ASSERT_EQ(seen_.size(), 1U);
  EXPECT_THAT(seen_[0].body, HasSubstr("test: Test message from ddns-sidecar on box"));
  EXPECT_THAT(seen_[0].body, HasSubstr("nothing has to be done"));
}

TEST_F(TrialTest, tells_why_not_and_what_to_do_and_no_secret) {
  answer(200, R"({"errcode":310000,"errmsg":"token canary is bad"})");
  const auto refused = try_it(channel("ding", "dingtalk"));
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->reason, Reason::auth);
  EXPECT_THAT(refused.error->message, HasSubstr("token *** is bad"));
  EXPECT_THAT(refused.advice, HasSubstr("credentials"));
  http_.answer = [](const http::Request&) -> Result<http::Response> { return fail(Reason::connect, "nobody there"); };
  EXPECT_THAT(try_it(channel("ding", "dingtalk")).advice, HasSubstr("`endpoint`"));
  EXPECT_EQ(http_.sent(), 2U) << "once each: a person tries again";
}

TEST_F(TrialTest, pings_a_heartbeat_as_success) {
  answer(200, "OK");
  EXPECT_EQ(try_it(channel("beat", "heartbeat")).error, std::nullopt);
  ASSERT_EQ(seen_.size(), 1U);
  EXPECT_EQ(seen_[0].url.path, "/x") << "neither /start nor /fail";
}

TEST_F(TrialTest, sends_mail_and_tells_who_was_refused) {
  auto mail = channel("mail", "email");
  mail.values.put("host", std::string("mx.example"));
  mail.values.put("from", std::string("a@example.com"));
  mail.values.put("to", std::vector<std::string>{"b@example.net", "gone@example.net"});
  mail.http.bind = "wan0";
  const auto trial = try_it(mail);
  EXPECT_EQ(trial.error, std::nullopt);
  EXPECT_THAT(trial.remark, HasSubstr("gone@example.net (550)"));
  ASSERT_EQ(mailer_.postings.size(), 1U);
  EXPECT_EQ(mailer_.postings[0].server.bind, "wan0");
  EXPECT_THAT(mailer_.postings[0].mail.data, HasSubstr("Subject: Test message from ddns-sidecar on box\r\n"));
}

}  // namespace
}  // namespace ddns::notify
