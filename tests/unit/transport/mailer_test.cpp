#include "ddns/transport/mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/smtp_sink.h"
#include "support/tls_fixture.h"

namespace ddns::transport {
namespace {

using notify::MailSecurity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kCanary = "cAnArY-mail-password";

class Mailer : public testing::Test {
 protected:
  test::SmtpOptions secure(test::SmtpOptions options = {}) {
    const auto good = tls_.good();
    options.cert_file = good.cert_file;
    options.key_file = good.key_file;
    return options;
  }
  notify::Posting posting(const test::SmtpSink& sink, MailSecurity security = MailSecurity::none) {
    return {.server = {.host = "127.0.0.1", .port = sink.port(), .security = security, .ca_file = tls_.ca_file()},
            .mail = {.from = "a@example.com", .to = {"b@example.net"}, .data = "Subject: x\r\n\r\n.one\r\ntwo\r\n"}};
  }
  notify::Posting logged_in(const test::SmtpSink& sink, MailSecurity security) {
    auto out = posting(sink, security);
    out.server.user = "me";
    out.server.password = Secret(std::string(kCanary));
    return out;
  }
  Result<notify::MailReceipt> send(const notify::Posting& posting,
                                   std::chrono::milliseconds limit = std::chrono::seconds(10),
                                   std::stop_token stop = {}) {
    return mailer_.send(posting, {Deadline::after(clock_, limit), std::move(stop)});
  }
  static test::SmtpOptions users(std::string auth) {
    return {.auth = std::move(auth), .user = "me", .password = std::string(kCanary)};
  }

  SystemClock clock_;
  PocoMailer mailer_{clock_};
  test::TlsFixture tls_;
};

#define EXPECT_SENT(outcome)                   \
  {                                            \
    const auto sent = (outcome);               \
    EXPECT_TRUE(sent) << sent.error().message; \
  }
#define EXPECT_REASON(outcome, wanted)                                       \
  {                                                                          \
    const auto sent = (outcome);                                             \
    ASSERT_FALSE(sent);                                                      \
    EXPECT_EQ(sent.error().reason, wanted) << sent.error().message;          \
    EXPECT_THAT(sent.error().message, Not(HasSubstr(std::string(kCanary)))); \
    EXPECT_THAT(sent.error().message, Not(HasSubstr("Y0FuQXJZ")));           \
  }

TEST_F(Mailer, delivers_a_mail_byte_for_byte) {
  const test::SmtpSink sink;
  EXPECT_SENT(send(posting(sink)));
  ASSERT_EQ(sink.mails().size(), 1U);
  const auto mail = sink.mails().front();
  EXPECT_EQ(mail.from, "a@example.com");
  EXPECT_THAT(mail.to, ElementsAre("b@example.net"));
  EXPECT_EQ(mail.data, "Subject: x\r\n\r\n.one\r\ntwo\r\n");
  EXPECT_EQ(sink.commands().front(), "EHLO [127.0.0.1]");
}

TEST_F(Mailer, goes_over_to_tls_and_logs_in) {
  for (const auto* mechanism : {"PLAIN", "LOGIN", "CRAM-MD5 LOGIN PLAIN"}) {
    const test::SmtpSink sink(secure(users(mechanism)));
    EXPECT_SENT(send(logged_in(sink, MailSecurity::starttls)));
    ASSERT_EQ(sink.mails().size(), 1U) << mechanism;
    EXPECT_TRUE(sink.mails()[0].secure);
    EXPECT_EQ(sink.mails()[0].user, "me");
  }
}

TEST_F(Mailer, speaks_tls_from_the_first_byte) {
  auto options = secure(users("PLAIN"));
  options.implicit_tls = true;
  const test::SmtpSink sink(options);
  EXPECT_SENT(send(logged_in(sink, MailSecurity::tls)));
  ASSERT_EQ(sink.mails().size(), 1U);
  EXPECT_TRUE(sink.mails()[0].secure);
}

TEST_F(Mailer, sends_nothing_without_the_tls_that_was_asked_for) {
  const test::SmtpSink sink(users("PLAIN"));
  EXPECT_REASON(send(logged_in(sink, MailSecurity::starttls)), Reason::tls);
  EXPECT_THAT(sink.commands(), ElementsAre("EHLO [127.0.0.1]"));
}

TEST_F(Mailer, refuses_a_strange_certificate_before_it_logs_in) {
  const test::SmtpSink sink(secure(users("PLAIN")));
  auto stranger = logged_in(sink, MailSecurity::starttls);
  stranger.server.ca_file = tls_.other_ca_file();
  EXPECT_REASON(send(stranger), Reason::tls);
  EXPECT_THAT(sink.commands(), ElementsAre("EHLO [127.0.0.1]", "STARTTLS"));
}

TEST_F(Mailer, refuses_what_is_slipped_in_before_tls) {
  auto options = secure();
  options.slip_in = "250 injected\r\n";
  const test::SmtpSink sink(options);
  EXPECT_REASON(send(posting(sink, MailSecurity::starttls)), Reason::tls);
  EXPECT_TRUE(sink.mails().empty());
}

TEST_F(Mailer, tells_wrong_credentials_without_quoting_them) {
  for (const auto* mechanism : {"PLAIN", "LOGIN"}) {
    auto options = secure(users(mechanism));
    options.password = "another";
    const test::SmtpSink sink(options);
    EXPECT_REASON(send(logged_in(sink, MailSecurity::starttls)), Reason::auth);
  }
  const test::SmtpSink none(secure());
  EXPECT_REASON(send(logged_in(none, MailSecurity::starttls)), Reason::auth);
  const test::SmtpSink needs(secure(users("PLAIN")));
  EXPECT_REASON(send(posting(needs, MailSecurity::starttls)), Reason::auth);
}

TEST_F(Mailer, reaches_those_who_can_be_reached) {
  const test::SmtpSink sink({.refuse_recipient = "gone@example.net"});
  auto both = posting(sink);
  both.mail.to = {"gone@example.net", "b@example.net"};
  const auto receipt = send(both);
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_THAT(receipt->refused, ElementsAre("gone@example.net (550)")) << "somebody has to hear of it";
  EXPECT_THAT(sink.mails().at(0).to, ElementsAre("b@example.net"));
  both.mail.to = {"gone@example.net"};
  const auto outcome = send(both);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, Reason::rejected);
  EXPECT_THAT(outcome.error().message, HasSubstr("nobody of that name"));
}

TEST_F(Mailer, tells_later_from_never) {
  const test::SmtpSink later({.answer_to_data = 451});
  EXPECT_REASON(send(posting(later)), Reason::unavailable);
  const test::SmtpSink never({.answer_to_data = 554});
  EXPECT_REASON(send(posting(never)), Reason::rejected);
}

TEST_F(Mailer, ends_at_its_deadline_and_when_told_to) {
  const test::SmtpSink sink({.hang_after_greeting = true});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_REASON(send(posting(sink), std::chrono::milliseconds(300)), Reason::timeout);
  std::stop_source stop;
  std::jthread stopper([&] {
    while (sink.commands().size() < 2) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_REASON(send(posting(sink), std::chrono::seconds(30), stop.get_token()), Reason::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(Mailer, says_that_nobody_listens) {
  std::uint16_t port = 0;
  {
    const test::SmtpSink sink;
    port = sink.port();
  }
  notify::Posting nobody{.server = {.host = "127.0.0.1", .port = port, .security = MailSecurity::none}, .mail = {}};
  EXPECT_REASON(send(nobody), Reason::connect);
}

}  // namespace
}  // namespace ddns::transport
