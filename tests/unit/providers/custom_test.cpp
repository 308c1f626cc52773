#include "ddns/providers/custom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "ddns/schema/node.h"
#include "fake_service.h"

namespace ddns::providers {
namespace {

using test::answer;
using test::FakeService;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Texts = std::vector<std::pair<std::string, std::string>>;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

schema::Node text(const std::string& value) {
  schema::Node node;
  node.value = value;
  return node;
}

/// As from a file, so that defaults and checks are the real ones. A key "secrets.token" makes the map `secrets`.
schema::Values read(const Texts& settings, Diagnostics& diagnostics) {
  schema::Node::Map map;
  schema::Node::Map inner;
  std::string inner_key;
  for (const auto& [key, value] : settings) {
    const auto dot = key.find('.');
    if (dot == std::string::npos) {
      map.emplace_back(text(key), text(value));
    } else {
      inner_key = key.substr(0, dot);
      inner.emplace_back(text(key.substr(dot + 1)), text(value));
    }
  }
  schema::Node inner_node;
  inner_node.value = inner;
  if (!inner.empty()) map.emplace_back(text(inner_key), inner_node);
  schema::Node node;
  node.value = map;
  return schema::read(custom_spec().settings, node, {}, {}, diagnostics);
}
std::unique_ptr<provider::Provider> make(const Texts& settings) {
  Diagnostics diagnostics;
  const auto values = read(settings, diagnostics);
  EXPECT_THAT(diagnostics, IsEmpty()) << diagnostics.front().to_string();
  return custom_spec().make(values).value();
}
std::string complaint(const Texts& settings) {
  Diagnostics diagnostics;
  static_cast<void>(read(settings, diagnostics));
  return diagnostics.empty() ? "" : diagnostics.front().to_string();
}

plan::Unit update(std::string_view host = "home.example.com") {
  plan::UpdateHost made{.name = name(host), .ipv4 = ip("192.0.2.1")};
  return {.zone = {made.name}, .operations = {made}};
}

/// The request that went out, or the error.
struct Sent {
  http::Request request;
  Result<provider::Ack> result;
};
Sent send(const Texts& settings, const http::Response& response = answer(200, "")) {
  FakeService service([&](const http::Request&) { return response; });
  auto result = make(settings)->apply(update(), service.call()).at(0);
  return {service.requests().empty() ? http::Request{} : service.requests().front(), std::move(result)};
}

TEST(Custom, puts_values_in_once_and_leaves_the_rest_alone) {
  const auto sent = send({{"url", "https://x.example/"},
                          {"escape", "none"},
                          {"secrets.a", "#{domain}"},
                          {"body", "#{secret:a} #{ip #{ip} } #{} #{ #{nobody} #{domain}"}});
  EXPECT_EQ(sent.request.body, "#{domain} #{ip #{ip} } #{} #{ #{nobody} home.example.com");
}

TEST(Custom, has_the_methods_and_types_of_ddns_go) {
  EXPECT_EQ(send({{"url", "https://x.example/"}}).request.method, "GET");
  const auto form = send({{"url", "https://x.example/"}, {"body", "a=#{ip}"}}).request;
  EXPECT_EQ(form.method, "POST");
  EXPECT_EQ(form.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  const auto json = send({{"url", "https://x.example/"}, {"body", R"({"a":#{ttl}})"}}).request;
  EXPECT_EQ(json.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(json.body, R"({"a":600})");
  EXPECT_EQ(send({{"url", "https://x.example/"}}).request.headers.get("Content-Type"), std::nullopt);
}

TEST(Custom, escapes_by_the_type_of_the_body) {
  const Texts base = {{"url", "https://x.example/"}, {"secrets.s", "a\"b c&"}, {"body", "[\"#{secret:s}\"]"}};
  const auto with = [&](const std::string& type) {
    auto settings = base;
    settings.emplace_back("content_type", type);
    return send(settings).request.body;
  };
  EXPECT_EQ(send(base).request.body, R"(["a\"b c&"])");
  EXPECT_EQ(with("application/json; charset=utf-8"), R"(["a\"b c&"])");
  EXPECT_EQ(with("application/x-www-form-urlencoded"), R"(["a%22b%20c%26"])");
  EXPECT_EQ(with("text/plain"), R"(["a"b c&"])");
}

TEST(Custom, lets_a_stated_header_win) {
  const auto sent = send({{"url", "https://x.example/"}, {"body", "<a/>"}, {"headers.content-type", "text/xml"}});
  EXPECT_EQ(sent.request.headers.all("Content-Type"), std::vector<std::string_view>{"text/xml"});
}

std::string refusal(const Texts& settings) {
  Diagnostics diagnostics;
  const auto values = read(settings, diagnostics);
  EXPECT_THAT(diagnostics, IsEmpty());
  const auto made = custom_spec().make(values);
  if (made) return "(accepted)";
  EXPECT_EQ(made.error().reason, Reason::config);
  return made.error().message;
}

TEST(Custom, refuses_a_secret_that_is_not_there_before_it_is_sent_as_it_stands) {
  const Texts base = {{"url", "https://x.example/"}};
  const auto with = [&](const std::string& key, const std::string& value) {
    auto settings = base;
    std::erase_if(settings, [&](const auto& one) { return one.first == key; });
    settings.emplace_back(key, value);
    return refusal(settings);
  };
  EXPECT_THAT(with("url", "https://x.example/?a=#{secret:nokey}"), HasSubstr("`url` names #{secret:nokey}"));
  EXPECT_THAT(with("body", "a=#{secret:nokey}"), HasSubstr("`body` names #{secret:nokey}"));
  EXPECT_THAT(with("headers.X-Token", "#{secret:nokey}"), HasSubstr("`headers` names #{secret:nokey}"));
  EXPECT_EQ(refusal({{"url", "https://x.example/?a=#{secret:key}"}, {"secrets.key", "x"}}), "(accepted)");
}

TEST(Custom, refuses_a_json_pointer_that_never_finds_anything) {
  EXPECT_THAT(refusal({{"url", "https://x.example/"}, {"success_json.status", "ok"}}), HasSubstr("write `/status`"));
  EXPECT_EQ(refusal({{"url", "https://x.example/"}, {"success_json./status", "ok"}}), "(accepted)");
}

TEST(Custom, is_not_held_up_by_a_pattern_that_goes_back_and_forth) {
  for (const auto* pattern : {"(a+)+$", "^(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
    const auto sent =
        send({{"url", "https://x.example/"}, {"success_body", pattern}}, answer(200, std::string(250, 'a') + "!"));
    EXPECT_FALSE(sent.result) << pattern;
  }
  EXPECT_TRUE(send({{"url", "https://x.example/"}, {"success_body", "^(a+)+$"}}, answer(200, "aaa")).result);
}

TEST(Custom, refuses_a_url_with_a_variable_that_nobody_knows) {
  const auto sent = send({{"url", "https://x.example/?a=#{key}"}});
  ASSERT_FALSE(sent.result);
  EXPECT_EQ(sent.result.error().reason, Reason::config);
  EXPECT_THAT(sent.result.error().message, HasSubstr("#{key}"));
  EXPECT_THAT(sent.result.error().message, HasSubstr("home.example.com"));
}

TEST(Custom, shows_no_secret_in_any_message) {
  const Texts settings = {{"url", "https://x.example/u?key=#{secret:key}&ip=#{ip}"},
                          {"secrets.key", "canary secret"},
                          {"username", "u"},
                          {"password", "canary-password"},
                          {"escape", "none"}};
  const auto broken = send(settings);
  ASSERT_FALSE(broken.result) << "a blank makes no URL";
  EXPECT_THAT(broken.result.error().message, Not(HasSubstr("canary")));
  auto good = settings;
  good.back().second = "auto";
  for (const int status : {302, 400, 401, 404, 429, 500}) {
    const auto sent = send(good, answer(status, "key=canary secret, canary%20secret"));
    ASSERT_FALSE(sent.result) << status;
    EXPECT_THAT(sent.result.error().message, Not(HasSubstr("canary"))) << status;
    EXPECT_THAT(sent.result.error().message, Not(HasSubstr("key="))) << status;
  }
}

TEST(Custom, says_at_once_what_is_wrong_with_a_setting) {
  EXPECT_THAT(complaint({}), HasSubstr("`url` is missing"));
  EXPECT_THAT(complaint({{"url", "https://x.example/#{ip"}}), HasSubstr("without its `}`"));
  EXPECT_THAT(complaint({{"url", "https://x.example/#here"}}), HasSubstr("fragment"));
  EXPECT_THAT(complaint({{"url", "https://x.example/"}, {"success_status", "200-"}}), HasSubstr("200-299"));
  EXPECT_THAT(complaint({{"url", "https://x.example/"}, {"success_status", "2xx"}}), HasSubstr("200-299"));
  EXPECT_THAT(complaint({{"url", "https://x.example/"}, {"auth_body", "("}}), HasSubstr("regular expression"));
  EXPECT_THAT(complaint({{"url", "https://x.example/"}, {"method", "get"}}), HasSubstr("GET"));
}

TEST(Custom, reads_statuses_as_ranges) {
  const Texts settings = {{"url", "https://x.example/"}, {"success_status", "200, 202-204 ,304"}};
  for (const int status : {200, 202, 204, 304}) EXPECT_TRUE(send(settings, answer(status, "")).result) << status;
  for (const int status : {201, 205, 303, 500}) EXPECT_FALSE(send(settings, answer(status, "")).result) << status;
}

TEST(Custom, looks_at_long_answers_without_falling_over) {
  const Texts settings = {{"url", "https://x.example/"}, {"success_body", "^(a|b)*c$"}};
  const auto sent = send(settings, answer(200, std::string(5'000'000, 'a')));
  ASSERT_FALSE(sent.result);
  EXPECT_EQ(sent.result.error().reason, Reason::malformed);
  EXPECT_TRUE(send(settings, answer(200, std::string(10'000, 'x') + "\r\nabac\r\n")).result);
}

TEST(Custom, finds_its_pattern_anywhere_in_a_long_line) {
  const Texts somewhere = {{"url", "https://x.example/"}, {"success_body", "\"status\": ?\"ok\""}};
  const Texts start = {{"url", "https://x.example/"}, {"success_body", "^ok"}};
  const Texts end = {{"url", "https://x.example/"}, {"success_body", "ok$"}};
  for (std::size_t before = 0; before < 700; before += 7) {
    const std::string padding(before, 'x');
    EXPECT_TRUE(send(somewhere, answer(200, cat(padding, R"("status":"ok")", padding))).result) << before;
    EXPECT_EQ(send(start, answer(200, cat(padding, "ok"))).result.has_value(), before == 0) << before;
    EXPECT_EQ(send(end, answer(200, cat("ok", padding))).result.has_value(), before == 0) << before;
  }
}

TEST(Custom, compares_json_by_text) {
  const Texts settings = {
      {"url", "https://x.example/"}, {"success_json./code", "0"}, {"success_json./data/ok", "true"}};
  EXPECT_TRUE(send(settings, answer(200, R"({"code":0,"data":{"ok":true}})")).result);
  EXPECT_TRUE(send(settings, answer(200, R"({"code":"0","data":{"ok":"true"}})")).result);
  for (const auto* body : {R"({"code":1,"data":{"ok":true}})", R"({"code":0})", "code", ""})
    EXPECT_FALSE(send(settings, answer(200, body)).result) << body;
}

struct StatusCase {
  int status;
  ErrorClass reaction;
  Effect effect;
};
class CustomStatus : public testing::TestWithParam<StatusCase> {};

TEST_P(CustomStatus, decides_where_no_rule_does) {
  const auto& [status, reaction, effect] = GetParam();
  const auto sent = send({{"url", "https://x.example/"}}, answer(status, ""));
  ASSERT_FALSE(sent.result);
  EXPECT_EQ(error_class(sent.result.error()), reaction) << sent.result.error().message;
  EXPECT_EQ(sent.result.error().effect, effect);
}

INSTANTIATE_TEST_SUITE_P(all, CustomStatus,
                         testing::Values(StatusCase{400, ErrorClass::rejected, Effect::none},
                                         StatusCase{401, ErrorClass::auth, Effect::none},
                                         StatusCase{403, ErrorClass::auth, Effect::none},
                                         StatusCase{404, ErrorClass::rejected, Effect::none},
                                         StatusCase{408, ErrorClass::transient, Effect::unknown},
                                         StatusCase{409, ErrorClass::rejected, Effect::none},
                                         StatusCase{425, ErrorClass::transient, Effect::none},
                                         StatusCase{429, ErrorClass::rate_limited, Effect::none},
                                         StatusCase{500, ErrorClass::transient, Effect::unknown},
                                         StatusCase{503, ErrorClass::transient, Effect::unknown}),
                         [](const auto& made) { return cat("s", made.param.status); });

TEST(Custom, takes_the_stated_zone_for_host_and_zone) {
  const Texts settings = {{"url", "https://x.example/#{zone}/#{host}"}, {"zone_name", "home.example.com"}};
  EXPECT_EQ(send(settings).request.url.path, "/home.example.com/%40");
  const auto sent = send({{"url", "https://x.example/#{zone}/#{host}"}, {"zone_name", "example.org"}});
  ASSERT_FALSE(sent.result);
  EXPECT_THAT(sent.result.error().message, HasSubstr("zone_name"));
}

TEST(Custom, paces_as_its_settings_say) {
  const auto careful = make({{"url", "https://x.example/"}});
  EXPECT_EQ(careful->capabilities().in_flight, 1U);
  EXPECT_FALSE(careful->capabilities().rate);
  const auto fast = make({{"url", "https://x.example/"}, {"calls_in_flight", "16"}, {"calls_per_minute", "30"}});
  EXPECT_EQ(fast->capabilities().in_flight, 16U);
  EXPECT_EQ(fast->capabilities().rate, (plan::Rate{.calls = 30, .window = std::chrono::seconds{60}}));
}

TEST(Custom, takes_the_extra_names_that_its_templates_have) {
  const auto extra = [](const Texts& settings) { return make(settings)->capabilities().extra; };
  using Names = std::vector<std::string>;
  EXPECT_EQ(extra({{"url", "https://x.example/?ip=#{ip}&host=#{host}"}}), Names{});
  EXPECT_EQ(extra({{"url", "https://x.example/#{region}?k=#{secret:key}&r=#{region}"},
                   {"secrets.key", "x"},
                   {"body", "#{pool}=#{ttl}"}}),
            (Names{"pool", "region"}));
  EXPECT_EQ(make({{"url", "https://x.example/#{region}"}, {"body", "#{pool}"}})->capabilities().needs_extra,
            Names{"region"})
      << "without it there is no URL; a body may say what it likes";
  EXPECT_EQ(extra({{"url", "https://x.example/#{region}"}, {"zone_name", "example.co.uk"}}), Names{"region"});
  EXPECT_EQ(custom_spec().capabilities.extra, std::nullopt) << "nobody knows before there are templates";
}

TEST(Custom, can_carry_both_families_only_when_told) {
  EXPECT_FALSE(make({{"url", "https://x.example/"}})->capabilities().both_families_in_one);
  EXPECT_TRUE(make({{"url", "https://x.example/"}, {"together", "true"}})->capabilities().both_families_in_one);
}

}  // namespace
}  // namespace ddns::providers
