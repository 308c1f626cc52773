#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/notify/channel.h"
#include "ddns/notify/settings.h"
#include "support/manual_clock.h"

namespace ddns::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

const WallTime kNow = test::ManualClock::kStart;  // 1767323045

using Settings = std::vector<std::pair<std::string, std::string>>;

/// Values as the reader would make them: secrets as secrets, defaults filled in.
schema::Values values_for(const ChannelSpec& spec, const Settings& given) {
  schema::Values out;
  for (const auto& field : spec.settings.fields) {
    auto text = field.default_text;
    for (const auto& [key, value] : given) {
      if (key == field.key) text = value;
    }
    if (text.empty()) continue;
    if (field.kind == schema::Kind::secret) {
      out.put(field.key, Secret(text));
    } else if (field.kind == schema::Kind::boolean) {
      out.put(field.key, text == "true");
    } else if (field.kind == schema::Kind::integer) {
      out.put(field.key, std::int64_t{std::stoll(text)});
    } else if (field.kind == schema::Kind::duration) {
      out.put(field.key, std::int64_t{60'000});
    } else if (field.kind == schema::Kind::text_list) {
      out.put(field.key, std::vector<std::string>{text});
    } else if (field.kind != schema::Kind::text_map) {
      out.put(field.key, text);
    }
  }
  return out;
}

Letter letter(std::string title = "home *A* changed",
              std::string text = "192.0.2.1 → 192.0.2.2\n\"next\" <line> & more") {
  return {.message = {.topic = Topic::address_changed,
                      .severity = Severity::warning,
                      .title = std::move(title),
                      .text = std::move(text),
                      .at = kNow,
                      .ipv4 = {.address = "192.0.2.2",
                               .result = "success",
                               .domains = {"home.example.com", "nas.example.com"}}},
          .host = "box",
          .id = "0123456789abcdef"};
}

http::Request made(const std::string& type, const Settings& given, const Letter& what = letter()) {
  const auto* spec = find(type);
  auto request = spec->request(values_for(*spec, given), what, kNow);
  EXPECT_TRUE(request) << (request ? "" : request.error().message);
  return request.value_or(http::Request{});
}

/// "POST https://host/path?query" and the body: everything but fixed headers.
std::string shown(const http::Request& request) {
  return cat(request.method, ' ', request.url.to_string(), '\n', request.body);
}

Result<Ack> judged(const std::string& type, int status, std::string body, http::Headers headers = {}) {
  const http::Request request{.method = "POST",
                              .url = http::Url::parse("https://service.example/secret-path?key=s3cret").value()};
  return find(type)->judge(request, {.status = status, .headers = std::move(headers), .body = std::move(body)}, kNow);
}

Error refusal(const std::string& type, int status, std::string body, http::Headers headers = {}) {
  const auto outcome = judged(type, status, std::move(body), std::move(headers));
  EXPECT_FALSE(outcome) << type << " took it for a success";
  return outcome ? Error{} : outcome.error();
}

TEST(DingTalk, posts_signed_markdown) {
  const auto request = made("dingtalk", {{"access_token", "tok"}, {"secret", "SECcanary"}});
  EXPECT_EQ(shown(request),
            "POST https://oapi.dingtalk.com/robot/send?access_token=tok&timestamp=1767323045000"
            "&sign=uMzqJV1llDMc6%2FZ4sL0r3X%2BZ1rMD6ErIb59T8wTxhGs%3D\n"
            R"({"msgtype":"markdown","markdown":{"title":"home *A* changed","text":"### home \\*A\\* changed\n\n)"
            R"(192.0.2.1 → 192.0.2.2\n\n\"next\" \\<line> & more"}})");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json; charset=utf-8");
}

TEST(DingTalk, takes_the_whole_webhook_url_for_the_token) {
  const Settings pasted{{"access_token", "https://oapi.dingtalk.com/robot/send?access_token=abc123"}};
  EXPECT_EQ(made("dingtalk", pasted).url.to_string(), "https://oapi.dingtalk.com/robot/send?access_token=abc123");
}

TEST(WeCom, posts_markdown_or_text) {
  EXPECT_EQ(shown(made("wecom", {{"key", "k-1"}})),
            "POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1\n"
            R"({"msgtype":"markdown","markdown":{"content":"### home \\*A\\* changed\n\n192.0.2.1 → 192.0.2.2\n\n)"
            R"(\"next\" \\<line> & more"}})");
  EXPECT_EQ(
      shown(made("wecom", {{"key", "k-1"}, {"format", "text"}})),
      "POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1\n"
      R"({"msgtype":"text","text":{"content":"home *A* changed\n192.0.2.1 → 192.0.2.2\n\"next\" <line> & more"}})");
}

TEST(Feishu, posts_a_signed_rich_text) {
  EXPECT_EQ(
      shown(
          made("feishu", {{"token", "https://open.feishu.cn/open-apis/bot/v2/hook/t-1"}, {"secret", "feishu-secret"}})),
      "POST https://open.feishu.cn/open-apis/bot/v2/hook/t-1\n"
      R"({"timestamp":"1767323045","sign":"2Mxb2IyfzFQ/Rkd4t/2shomsIiylyUkL6wixMYFI5nk=","msg_type":"post",)"
      R"("content":{"post":{"zh_cn":{"title":"home *A* changed","content":[[{"tag":"text","text":"192.0.2.1 → 192.0.2.2"}],)"
      R"([{"tag":"text","text":"\"next\" <line> & more"}]]}}}})");
  EXPECT_THAT(made("feishu", {{"token", "t-1"}}).body, Not(HasSubstr("sign")));
}

TEST(Telegram, posts_plain_text) {
  EXPECT_EQ(shown(made("telegram", {{"bot_token", "123:AB"}, {"chat_id", "-100"}, {"thread", "7"}})),
            "POST https://api.telegram.org/bot123:AB/sendMessage\n"
            R"({"chat_id":"-100","text":"home *A* changed\n\n192.0.2.1 → 192.0.2.2\n\"next\" <line> & more",)"
            R"("link_preview_options":{"is_disabled":true},"message_thread_id":7})");
}

TEST(Discord, mentions_nobody_and_escapes_markup) {
  EXPECT_EQ(shown(made("discord", {{"webhook", "https://discord.com/api/webhooks/1/tok"}},
                       letter("@everyone *x*", "_a_ #b"))),
            "POST https://discord.com/api/webhooks/1/tok\n"
            R"({"content":"**@everyone \\*x\\***\n\\_a\\_ \\#b","allowed_mentions":{"parse":[]}})");
}

TEST(Slack, escapes_the_three_characters) {
  EXPECT_EQ(
      shown(made("slack", {{"webhook", "T0/B0/xyz"}})),
      "POST https://hooks.slack.com/services/T0/B0/xyz\n"
      R"({"text":"*home *A* changed*\n192.0.2.1 → 192.0.2.2\n\"next\" &lt;line&gt; &amp; more","unfurl_links":false,)"
      R"("unfurl_media":false})");
}

TEST(Ntfy, posts_json_with_priority_and_rights) {
  const auto request = made("ntfy", {{"topic", "my-topic"}, {"token", "tk_1"}});
  EXPECT_EQ(
      shown(request),
      "POST https://ntfy.sh/\n"
      R"({"topic":"my-topic","title":"home *A* changed","message":"192.0.2.1 → 192.0.2.2\n\"next\" <line> & more","priority":4})");
  EXPECT_EQ(request.headers.get("Authorization"), "Bearer tk_1");
  EXPECT_EQ(made("ntfy", {{"topic", "t"}, {"user", "u"}, {"password", "p"}}).headers.get("Authorization"),
            "Basic dTpw");
}

TEST(Gotify, keeps_its_token_out_of_the_url) {
  const auto request = made("gotify", {{"token", "A.b"}, {"endpoint", "https://push.example/base"}});
  EXPECT_EQ(shown(request),
            "POST https://push.example/base/message\n"
            R"({"title":"home *A* changed","message":"192.0.2.1 → 192.0.2.2\n\"next\" <line> & more","priority":5})");
  EXPECT_EQ(request.headers.get("X-Gotify-Key"), "A.b");
}

TEST(Bark, posts_to_the_device) {
  EXPECT_EQ(shown(made("bark", {{"device_key", "dev"}}, letter("t", "b"))),
            "POST https://api.day.app/push\n"
            R"({"device_key":"dev","title":"t","body":"b","group":"ddns-sidecar","level":"timeSensitive"})");
}

TEST(ServerChan, finds_the_host_that_belongs_to_the_key) {
  const auto turbo = made("serverchan", {{"send_key", "SCT123abc"}}, letter("标题", "x & y"));
  EXPECT_EQ(shown(turbo), "POST https://sctapi.ftqq.com/SCT123abc.send\ntitle=%E6%A0%87%E9%A2%98&desp=x+%26+y");
  EXPECT_EQ(turbo.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(made("serverchan", {{"send_key", "sctp42tabc"}}).url.to_string(),
            "https://42.push.ft07.com/send/sctp42tabc.send");
  EXPECT_EQ(made("serverchan", {{"send_key", "sctp42tabc"}, {"endpoint", "http://127.0.0.1:9/x"}}).url.to_string(),
            "http://127.0.0.1:9/x/send/sctp42tabc.send");
}

TEST(Heartbeat, pings_success_failure_and_start) {
  auto what = letter();
  what.message.topic = Topic::cycle_finished;
  EXPECT_EQ(made("heartbeat", {{"ping", "uuid-1"}}, what).url.to_string(), "https://hc-ping.com/uuid-1");
  what.message.topic = Topic::cycle_failed;
  EXPECT_EQ(made("heartbeat", {{"ping", "https://hc-ping.com/key/slug/"}}, what).url.to_string(),
            "https://hc-ping.com/key/slug/fail");
  what.message.topic = Topic::cycle_started;
  EXPECT_EQ(made("heartbeat", {{"ping", "u"}, {"endpoint", "http://127.0.0.1:1/ping"}}, what).url.to_string(),
            "http://127.0.0.1:1/ping/u/start");
}

schema::Values webhook(const Settings& given, const schema::Values::TextMap& headers = {},
                       const schema::Values::TextMap& secrets = {}) {
  auto values = values_for(*find("webhook"), given);
  values.put("headers", headers);
  values.put("secrets", secrets);
  return values;
}

http::Request webhook_request(const schema::Values& values, const Letter& what = letter()) {
  const auto request = find("webhook")->request(values, what, kNow);
  EXPECT_TRUE(request) << (request ? "" : request.error().message);
  return request.value_or(http::Request{});
}

TEST(Webhook, fills_ddns_go_variables_encoded_into_a_url) {
  const auto request = webhook_request(
      webhook({{"url", "https://x.example/a?ip=#{ipv4Addr}&r=#{ipv4Result}&d=#{ipv4Domains}&t=#{text}"}}));
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(
      request.url.query,
      "ip=192.0.2.2&r=success&d=home.example.com%2Cnas.example.com&t=192.0.2.1%20%E2%86%92%20192.0.2.2%0A%22next%22%20"
      "%3Cline%3E%20%26%20more");
}

TEST(Webhook, escapes_for_json_inside_a_json_body) {
  const auto request =
      webhook_request(webhook({{"url", "https://x.example/"}, {"body", R"({"t":"#{text}","6":"#{ipv6Addr}"})"}}));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(request.body, R"({"t":"192.0.2.1 → 192.0.2.2\n\"next\" <line> & more","6":""})");
}

TEST(Webhook, encodes_forms_and_leaves_plain_text_alone) {
  EXPECT_EQ(webhook_request(webhook({{"url", "https://x.example/"}, {"body", "title=#{title}&x=1"}})).body,
            "title=home%20%2AA%2A%20changed&x=1");
  EXPECT_EQ(webhook_request(webhook({{"url", "https://x.example/"}, {"body", "ip is #{ipv4Addr}!"}})).body,
            "ip is 192.0.2.2!");
}

TEST(Webhook, puts_secrets_into_headers_and_keeps_them_one_line) {
  const auto values = webhook({{"url", "https://x.example/"}, {"method", "PUT"}},
                              {{"X-Key", "#{key}"}, {"X-Title", "#{title}"}}, {{"key", "s3cret"}});
  const auto request = webhook_request(values, letter("two\r\nX-Evil: 1"));
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.headers.get("X-Key"), "s3cret");
  EXPECT_EQ(request.headers.get("X-Title"), "two  X-Evil: 1");
}

TEST(Webhook, is_checked_when_it_is_configured) {
  const auto check = find("webhook")->check;
  EXPECT_EQ(check(webhook({{"url", "https://x.example/#{ipv4Addr}"}})), std::nullopt);
  EXPECT_THAT(check(webhook({{"url", "https://x.example/?a=#{ipv4addr}"}})).value_or(""),
              HasSubstr("did you mean `#{ipv4Addr}`"));
  EXPECT_THAT(check(webhook({{"url", "ftp://x.example/"}})).value_or(""), HasSubstr("`url`"));
  EXPECT_THAT(check(webhook({{"url", "https://x.example/"}, {"body", R"({"t":#{text}})"}})).value_or(""),
              HasSubstr("inside quotes"));
}

TEST(Webhook, never_expands_what_came_in_through_a_value) {
  const auto values =
      webhook({{"url", "https://x.example/"}, {"body", R"({"t":"#{title}"})"}}, {}, {{"key", "s3cret"}});
  EXPECT_EQ(webhook_request(values, letter("#{key}")).body, R"({"t":"#{key}"})");
}

TEST(Email, is_a_mail_that_any_server_takes) {
  const auto* spec = find("email");
  auto what = letter("地址变了 – the address of a machine with a rather long name has changed", "línea\n.dot");
  what.message.severity = Severity::critical;
  const auto posting = spec->mail(
      values_for(*spec, {{"host", "mx.example"}, {"from", "Büro <a@example.com>"}, {"to", "You <b@example.net>"}}),
      what, kNow);
  ASSERT_TRUE(posting) << posting.error().message;
  EXPECT_EQ(posting->server.port, 587);
  EXPECT_EQ(posting->mail.from, "a@example.com");
  EXPECT_THAT(posting->mail.to, testing::ElementsAre("b@example.net"));
  const auto& data = posting->mail.data;
  EXPECT_THAT(data,
              testing::StartsWith(
                  "Date: Fri, 02 Jan 2026 03:04:05 +0000\r\nFrom: =?UTF-8?B?QsO8cm8=?= <a@example.com>\r\n"
                  "To: You <b@example.net>\r\nMessage-ID: <0123456789abcdef@example.com>\r\nSubject: =?UTF-8?B?"));
  EXPECT_THAT(data, HasSubstr("X-Priority: 1\r\n"));
  EXPECT_THAT(data, testing::EndsWith("\r\n\r\nbMOtbmVhDQouZG90\r\n"));            // base64 of the text with CRLF
  for (const auto& line : split(data, '\n')) EXPECT_LE(line.size(), 77U) << line;  // with its CR
  EXPECT_EQ(replace_all(data, "\r\n", "").find_first_of("\r\n"), std::string::npos) << "a bare CR or LF";
}

TEST(Email, quotes_names_that_are_more_than_words) {
  const auto* spec = find("email");
  const std::pair<const char*, const char*> names[]{
      {"DDNS sidecar <a@example.com>", "From: DDNS sidecar <a@example.com>\r\n"},
      {"Doe, John (home) <a@example.com>", "From: \"Doe, John (home)\" <a@example.com>\r\n"},
      {"ops.example.com <a@example.com>", "From: \"ops.example.com\" <a@example.com>\r\n"},
      {"\"Doe, John\" <a@example.com>", "From: \"Doe, John\" <a@example.com>\r\n"},
      {"The \"box\" <a@example.com>", "From: \"The \\\"box\\\"\" <a@example.com>\r\n"},
      {"\"Büro, oben\" <a@example.com>", "From: =?UTF-8?B?QsO8cm8sIG9iZW4=?= <a@example.com>\r\n"},
      {"a@example.com", "From: a@example.com\r\n"}};
  for (const auto& [from, header] : names) {
    const auto posting = spec->mail(
        values_for(*spec, {{"host", "mx.example"}, {"from", from}, {"to", "b@example.net"}}), letter(), kNow);
    ASSERT_TRUE(posting);
    EXPECT_THAT(posting->mail.data, HasSubstr(header));
    EXPECT_EQ(posting->mail.from, "a@example.com");
  }
}

TEST(Email, lets_no_message_add_a_header) {
  const auto* spec = find("email");
  const auto values = values_for(*spec, {{"host", "mx.example"}, {"from", "a@example.com"}, {"to", "b@example.net"}});
  auto what = letter("x\r\nBcc: evil@example.com");
  what.title_template = "#{title}\nX-Also: y";
  const auto posting = spec->mail(values, what, kNow);
  ASSERT_TRUE(posting);
  EXPECT_THAT(posting->mail.data, HasSubstr("Subject: x  Bcc: evil@example.com X-Also: y\r\n"));
}

TEST(Email, refuses_settings_that_cannot_work) {
  const auto* spec = find("email");
  const auto complaint = [&](const Settings& given) { return spec->check(values_for(*spec, given)).value_or(""); };
  EXPECT_EQ(complaint({{"host", "h"}, {"from", "a@x.example"}, {"to", "b@x.example"}}), "");
  EXPECT_THAT(complaint({{"host", "h"}, {"from", "nobody"}, {"to", "b@x.example"}}), HasSubstr("`from`"));
  EXPECT_THAT(complaint({{"host", "h"}, {"from", "a@x.example"}, {"to", "b"}}), HasSubstr("`to`"));
  EXPECT_THAT(complaint({{"host", "h"}, {"from", "a@x.example"}, {"to", "b@x.example"}, {"user", "u"}}),
              HasSubstr("belong together"));
  const Settings open{{"host", "mx.example"}, {"from", "a@x.example"}, {"to", "b@x.example"},
                      {"user", "u"},          {"password", "p"},       {"security", "none"}};
  EXPECT_THAT(complaint(open), HasSubstr("cross the network"));
}

struct Verdict {
  const char* type;
  int status;
  const char* body;
};

class Success : public testing::TestWithParam<Verdict> {};
TEST_P(Success, is_recognised) {
  const auto& [type, status, body] = GetParam();
  const auto outcome = judged(type, status, body);
  EXPECT_TRUE(outcome) << outcome.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    documented, Success,
    testing::Values(Verdict{"dingtalk", 200, R"({"errcode":0,"errmsg":"ok"})"},
                    Verdict{"wecom", 200, R"({"errcode":0,"errmsg":"ok"})"},
                    Verdict{"feishu", 200, R"({"code":0,"msg":"success","data":{},"StatusCode":0})"},
                    Verdict{"feishu", 200, R"({"StatusCode":0,"StatusMessage":"success"})"},
                    Verdict{"telegram", 200, R"({"ok":true,"result":{"message_id":5}})"}, Verdict{"discord", 204, ""},
                    Verdict{"slack", 200, "ok"}, Verdict{"ntfy", 200, R"({"id":"x"})"},
                    Verdict{"gotify", 200, R"({"id":3})"}, Verdict{"bark", 200, R"({"code":200,"message":"success"})"},
                    Verdict{"serverchan", 200, R"({"code":0,"message":""})"}, Verdict{"heartbeat", 200, "OK"},
                    Verdict{"webhook", 204, ""}));

struct RefusalCase {
  const char* type;
  int status;
  const char* body;
  Reason reason;
};
class Refusal : public testing::TestWithParam<RefusalCase> {};
TEST_P(Refusal, has_its_reason_and_tells_no_secret) {
  const auto& [type, status, body, reason] = GetParam();
  const auto error = refusal(type, status, body);
  EXPECT_EQ(error.reason, reason) << error.message;
  EXPECT_THAT(error.message, HasSubstr("https://service.example"));
  EXPECT_THAT(error.message, Not(HasSubstr("s3cret")));
  EXPECT_THAT(error.message, Not(HasSubstr("secret-path")));
}
INSTANTIATE_TEST_SUITE_P(
    documented, Refusal,
    testing::Values(
        RefusalCase{"dingtalk", 200, R"({"errcode":310000,"errmsg":"sign not match"})", Reason::auth},
        RefusalCase{"dingtalk", 200, R"({"errcode":130101,"errmsg":"send too fast"})", Reason::rate_limited},
        RefusalCase{"dingtalk", 200, R"({"errcode":40035,"errmsg":"bad"})", Reason::rejected},
        RefusalCase{"dingtalk", 200, "<html>", Reason::malformed}, RefusalCase{"dingtalk", 502, "x", Reason::http_5xx},
        RefusalCase{"wecom", 200, R"({"errcode":93000,"errmsg":"invalid webhook url"})", Reason::auth},
        RefusalCase{"wecom", 200, R"({"errcode":45009,"errmsg":"freq"})", Reason::rate_limited},
        RefusalCase{"feishu", 200, R"({"code":19021,"msg":"sign match fail"})", Reason::auth},
        RefusalCase{"feishu", 400, R"({"code":9499,"msg":"too many"})", Reason::rate_limited},
        RefusalCase{"telegram", 401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})", Reason::auth},
        RefusalCase{"telegram", 200, R"({"ok":false,"description":"odd"})", Reason::rejected},
        RefusalCase{"discord", 404, R"({"message":"Unknown Webhook","code":10015})", Reason::not_found},
        RefusalCase{"slack", 403, "invalid_token", Reason::auth},
        RefusalCase{"ntfy", 403, R"({"code":40301,"error":"forbidden"})", Reason::auth},
        RefusalCase{"gotify", 401, R"({"errorDescription":"you need to provide a valid token"})", Reason::auth},
        RefusalCase{"bark", 400, R"({"code":400,"message":"failed to get device token"})", Reason::rejected},
        RefusalCase{"serverchan", 200, R"({"code":40001,"message":"bad key"})", Reason::auth},
        RefusalCase{"heartbeat", 200, "OK (not found)", Reason::not_found},
        RefusalCase{"heartbeat", 200, "OK (rate limited)", Reason::rate_limited},
        RefusalCase{"webhook", 500, "", Reason::http_5xx}));

struct WholeUrl {
  const char* type;
  const char* key;
  const char* url;
  const char* answer;  ///< with the token in it
};
constexpr WholeUrl kWholeUrls[]{
    {"dingtalk", "access_token", "https://gate.example/robot/send?access_token=canary",
     R"({"errcode":300001,"errmsg":"token canary"})"},
    {"wecom", "key", "https://gate.example/cgi-bin/webhook/send?key=canary&debug=1",
     R"({"errcode":93000,"errmsg":"key canary"})"},
    {"feishu", "token", "https://gate.example/open-apis/bot/v2/hook/canary", R"({"code":19001,"msg":"token canary"})"},
    {"slack", "webhook", "https://gate.example/services/T12345/B12345/canary", "no_service"},
    {"discord", "webhook", "https://gate.example/api/webhooks/123456/canary", "{}"},
    {"bark", "device_key", "https://gate.example/canary/text", R"({"code":400,"message":"key canary"})"},
    {"heartbeat", "ping", "https://gate.example/ping/canary", "canary not found"}};

/// The filter knows what the configuration tells it: the settings, and what each kind takes out of them.
TEST(Refusal, of_a_whole_url_tells_no_secret_either) {
  for (const auto& [type, key, url, answer] : kWholeUrls) {
    const auto* spec = find(type);
    const auto values = values_for(*spec, {{key, url}});
    const auto secrets = spec->secrets(values);
    EXPECT_TRUE(std::any_of(secrets.begin(), secrets.end(), [](const Secret& one) { return one.reveal() == "canary"; }))
        << type << " does not tell which part of its URL is the token";
    auto message = refusal(type, 400, answer).message;
    for (const auto& secret : secrets) message = replace_all(message, secret.reveal(), "***");
    EXPECT_THAT(message, Not(HasSubstr("canary"))) << type;
  }
}

TEST(EveryKind, sends_to_the_host_of_a_whole_url_and_to_nobody_else) {
  for (const auto& [type, key, url, answer] : kWholeUrls) {
    const auto* spec = find(type);
    const Settings alone{{key, url}};
    EXPECT_EQ(spec->check(values_for(*spec, alone)), std::nullopt) << type;
    const auto request = made(type, alone);
    EXPECT_EQ(request.url.origin(), "https://gate.example") << type;
    if (std::string_view(type) != "bark") {
      EXPECT_THAT(request.url.to_string(), testing::StartsWith(url)) << "taken as it is";
    }
    const Settings apart{{key, url}, {"endpoint", "https://other.example"}};
    EXPECT_THAT(spec->check(values_for(*spec, apart)).value_or(""), HasSubstr("https://other.example")) << type;
    const Settings agreeing{{key, url}, {"endpoint", "https://gate.example"}};
    EXPECT_EQ(spec->check(values_for(*spec, agreeing)), std::nullopt) << type;
  }
}

TEST(EveryKind, refuses_a_url_that_cannot_be_the_webhooks) {
  const auto wrong = [](const std::string& type, const Settings& given) {
    return find(type)->check(values_for(*find(type), given)).value_or("");
  };
  EXPECT_THAT(wrong("dingtalk", {{"access_token", "https://oapi.dingtalk.com/robot/send"}}),
              HasSubstr("access_token="));
  EXPECT_THAT(wrong("wecom", {{"key", "https://qyapi.weixin.qq.com/"}}), HasSubstr("key="));
  EXPECT_THAT(wrong("heartbeat", {{"ping", "https://hc-ping.com/"}}), HasSubstr("without a check"));
  EXPECT_THAT(wrong("bark", {{"device_key", "https://api.day.app/"}}), HasSubstr("without a key"));
  for (const auto& [type, key] : {std::pair{"telegram", "bot_token"}, std::pair{"serverchan", "send_key"}}) {
    const auto* field = find(type)->settings.find(key);
    EXPECT_TRUE(field->check("https://elsewhere.example/x")) << type << " would send it to its own host";
    EXPECT_FALSE(field->check("123:ABC")) << type;
  }
}

TEST(DingTalk, signs_a_whole_url_too) {
  const auto request =
      made("dingtalk", {{"access_token", "http://127.0.0.1:9/robot/send?access_token=a%2Bb"}, {"secret", "SECcanary"}});
  EXPECT_THAT(request.url.query, testing::StartsWith("access_token=a%2Bb&timestamp=1767323045000&sign="));
}

TEST(Judging, obeys_what_a_service_says_about_waiting) {
  EXPECT_EQ(refusal("slack", 429, "rate_limited", {{"Retry-After", "30"}}).retry_after, std::chrono::seconds{30});
  EXPECT_EQ(refusal("telegram", 429, R"({"ok":false,"error_code":429,"parameters":{"retry_after":17}})").retry_after,
            std::chrono::seconds{17});
  EXPECT_EQ(refusal("discord", 429, R"({"retry_after":1.5})").retry_after, std::chrono::seconds{2});
  EXPECT_EQ(refusal("ntfy", 429, "", {{"Retry-After", "5"}}).retry_after, std::chrono::seconds{5});
  constexpr std::chrono::seconds kWeek = std::chrono::hours{24 * 7};
  EXPECT_EQ(refusal("telegram", 429, R"({"ok":false,"parameters":{"retry_after":9223372036854775807}})").retry_after,
            kWeek);
  EXPECT_EQ(refusal("discord", 429, R"({"retry_after":1e300})").retry_after, kWeek);
  EXPECT_EQ(refusal("telegram", 429, R"({"ok":false,"parameters":{"retry_after":-5}})").retry_after, std::nullopt);
}

/// Every kind, filled with what it needs.
Settings needed(const ChannelSpec& spec) {
  Settings out;
  for (const auto& field : spec.settings.fields) {
    if (field.kind == schema::Kind::secret) out.emplace_back(field.key, "abc");
    if (field.key == "endpoint") out.emplace_back("endpoint", "https://gateway.example:8443/base");
    if (field.key == "chat_id") out.emplace_back("chat_id", "1");
    if (field.key == "url") out.emplace_back("url", "https://gateway.example:8443/base/x");
  }
  return out;
}

TEST(EveryKind, can_be_pointed_at_a_gateway) {
  for (const auto& spec : catalogue()) {
    if (!spec.request) continue;
    const auto request = made(spec.id, needed(spec));
    EXPECT_EQ(request.url.origin(), "https://gateway.example:8443") << spec.id;
    EXPECT_THAT(request.url.path, testing::StartsWith("/base")) << spec.id;
  }
}

/// What the limit counts, in a request.
std::size_t counted(const std::string& type, const http::Request& request) {
  const auto json = http::Json::parse(request.body).value_or(http::Json{});
  if (type == "wecom") return json.string("/markdown/content").size();
  if (type == "telegram" || type == "slack") return json.string("/text").size();
  if (type == "discord") return json.string("/content").size();
  if (type == "ntfy" || type == "gotify") return json.string("/message").size();
  if (type == "serverchan")
    return http::Query::parse(replace_all(request.body, "+", "%20")).value().pairs().at(1).second.size();
  return request.body.size();
}

TEST(EveryKind, cuts_long_texts_at_its_limit_to_the_byte_and_between_characters) {
  for (const auto& spec : catalogue()) {
    if (!spec.request || spec.limits.bytes == 0) continue;
    std::string text;
    for (int i = 0; text.size() < 40'000; ++i) text += i % 7 == 0 ? "\n" : i % 3 == 0 ? "“长*" : "文";
    const auto request = made(spec.id, needed(spec), letter("title", text));
    const auto size = counted(spec.id, request);
    EXPECT_LE(size, spec.limits.bytes) << spec.id;
    EXPECT_GT(size + 12, spec.limits.bytes) << spec.id << " wastes room";
    EXPECT_TRUE(is_utf8(request.body)) << spec.id;
    if (request.body.starts_with('{')) {
      EXPECT_TRUE(http::Json::parse(request.body)) << spec.id;
    }
  }
}

TEST(EveryKind, survives_every_length_around_its_limit) {
  for (const auto& spec : catalogue()) {
    if (!spec.request || spec.limits.bytes == 0 || spec.limits.bytes > 5000) continue;
    for (std::size_t extra = 0; extra < 300; ++extra) {
      const std::string text = std::string(spec.limits.bytes - 280 + extra, 'x') + "é";
      const auto request = made(spec.id, needed(spec), letter("t", text));
      ASSERT_LE(counted(spec.id, request), spec.limits.bytes) << spec.id << " + " << extra;
      ASSERT_TRUE(is_utf8(request.body)) << spec.id << " + " << extra;
    }
  }
}

TEST(EveryKind, knows_what_it_would_have_to_cut) {
  for (const auto& spec : catalogue()) {
    if (!spec.request || spec.limits.bytes == 0 || !spec.limits.merges) continue;
    ASSERT_TRUE(spec.fits) << spec.id;
    std::size_t whole = 0, cut = 0;
    for (std::size_t extra = 0; extra < 400; extra += 3) {
      const auto what = letter("t", std::string(spec.limits.bytes - 380 + extra, 'x') + "é");
      const auto request = made(spec.id, needed(spec), what);
      const auto body = http::percent_decode(request.body).value_or(request.body);
      const bool fits = spec.fits(values_for(spec, needed(spec)), what);
      ASSERT_EQ(body.find("é") != std::string::npos, fits) << spec.id << " + " << extra;
      ++(fits ? whole : cut);
    }
    EXPECT_GT(whole, 0U) << spec.id;
    EXPECT_GT(cut, 0U) << spec.id;
  }
}

TEST(EveryKind, uses_the_users_words_escaped_for_its_medium) {
  auto what = letter();
  what.title_template = "T #{title}";
  what.text_template = "#{ipv4Addr}|#{severity}|#{event}|#{text}";
  for (const auto& spec : catalogue()) {
    if (!spec.request || spec.limits.pulse || spec.id == "webhook") continue;
    const auto request = made(spec.id, needed(spec), what);
    const auto body = http::percent_decode(request.body).value_or(request.body);
    EXPECT_THAT(body, HasSubstr("192.0.2.2|warning|address")) << spec.id;
    EXPECT_THAT(body, HasSubstr(spec.id == "serverchan" ? "T+home" : "T home")) << spec.id;
  }
}

TEST(Catalogue, describes_itself) {
  const auto text = catalogue_markdown();
  for (const auto& spec : catalogue()) {
    EXPECT_EQ(find(spec.id), &spec);
    EXPECT_THAT(text, HasSubstr(cat("`type: ", spec.id, "`")));
    EXPECT_EQ(static_cast<bool>(spec.request), static_cast<bool>(spec.judge)) << spec.id;
    EXPECT_NE(static_cast<bool>(spec.request), static_cast<bool>(spec.mail)) << spec.id;
  }
  EXPECT_EQ(find("pigeon"), nullptr);
}

}  // namespace
}  // namespace ddns::notify
