#include "ddns/providers/dyndns2.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/http/url.h"
#include "ddns/plan/operation.h"
#include "fake_service.h"

namespace ddns::providers {
namespace {

using test::answer;
using test::FakeService;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

const provider::ProviderSpec& spec(std::string_view id) {
  static const auto specs = dyndns2_specs();
  return *std::find_if(specs.begin(), specs.end(), [&](const auto& one) { return one.id == id; });
}

/// An account of the row with every secret "the-secret"; `more` are further texts.
Result<std::unique_ptr<provider::Provider>> make(std::string_view id,
                                                 const std::vector<std::pair<std::string, std::string>>& more = {}) {
  schema::Values values;
  for (const auto& field : spec(id).settings.fields) {
    if (field.kind == schema::Kind::secret) {
      values.put(field.key, Secret("the-secret"));
    } else if (!field.default_text.empty()) {
      values.put(field.key, field.default_text);
    } else if (field.required) {
      values.put(field.key, std::string("user"));
    }
  }
  for (const auto& [key, value] : more) values.put(key, value);
  return spec(id).make(values);
}

plan::Unit update(std::string_view host, const plan::UpdateHost& addresses = {.ipv4 = ip("192.0.2.1")}) {
  auto made = addresses;
  made.name = name(host);
  return {.zone = {made.name}, .operations = {made}};
}

TEST(Dyndns2, refreshes_hosts_of_services_that_drop_them_unless_told_otherwise) {
  const auto refresh = [](std::string_view id, const std::vector<std::pair<std::string, std::string>>& more = {}) {
    return make(id, more).value()->capabilities().refresh_after;
  };
  using std::chrono::days;
  EXPECT_EQ(refresh("noip"), days{25});
  EXPECT_EQ(refresh("dyn"), days{25});
  for (const auto* id : {"dedyn", "he", "duckdns"}) EXPECT_EQ(refresh(id), std::nullopt) << id;
  EXPECT_EQ(refresh("noip", {{"refresh_after", "off"}}), std::nullopt);
  EXPECT_EQ(refresh("duckdns", {{"refresh_after", "28d"}}), days{28});
  EXPECT_EQ(refresh("dyndns2", {{"server", "dyn.example.com"}, {"refresh_after", "7d"}}), days{7});
  const auto* field = spec("noip").settings.find("refresh_after");
  ASSERT_NE(field, nullptr);
  for (const auto* good : {"off", "1d", "25d", "366d", "600h"}) EXPECT_EQ(field->check(good), std::nullopt) << good;
  for (const auto* bad : {"", "on", "5m", "23h59m", "367d", "28", "-1d"})
    EXPECT_NE(field->check(bad), std::nullopt) << bad;
}

TEST(Dyndns2, proves_nothing_at_name_servers_where_the_name_is_no_host) {
  // all.dnsomatic.com is a word to the service: its own address is another.
  for (const auto* id : {"dnsomatic", "opendns", "tunnelbroker"}) {
    EXPECT_EQ(make(id).value()->capabilities().verification, plan::Verification::remembered) << id;
  }
  EXPECT_EQ(make("noip").value()->capabilities().verification, plan::Verification::authoritative);
}

TEST(Dyndns2, says_where_there_are_no_wildcards) {
  EXPECT_FALSE(make("infomaniak").value()->capabilities().wildcards);
  EXPECT_TRUE(make("inwx").value()->capabilities().wildcards);
}

Result<provider::Ack> say(std::string_view id, const http::Response& response,
                          std::string_view host = "home.example.com") {
  FakeService service([&](const http::Request&) { return response; });
  return make(id).value()->apply(update(host), service.call()).at(0);
}
Error error_of(std::string_view id, const http::Response& response) {
  const auto result = say(id, response);
  return result ? Error{.message = "(success)"} : result.error();
}

TEST(Dyndns2, takes_success_in_every_dress) {
  for (const auto* body : {"good", "good 192.0.2.1", "GOOD 192.0.2.1\r\n", " good\t192.0.2.1", "\xEF\xBB\xBFgood 1",
                           "good 192.0.2.1\nnochg 192.0.2.9", "good 198.51.100.77", "good 192.0.2.1,2001:db8::1"}) {
    const auto result = say("noip", answer(200, body));
    ASSERT_TRUE(result) << body << ": " << result.error().message;
    EXPECT_FALSE(result->unchanged) << body;
  }
  EXPECT_TRUE(say("noip", answer(200, "nochg 192.0.2.1")).value().unchanged);
  EXPECT_TRUE(say("noip", answer(200, "NOCHG")).value().unchanged);
}

TEST(Dyndns2, believes_no_success_that_comes_with_an_error_status) {
  const auto error = error_of("noip", answer(503, "good 192.0.2.1"));
  EXPECT_EQ(error.reason, Reason::http_5xx);
  EXPECT_EQ(error.effect, Effect::unknown);
}

TEST(Dyndns2, does_not_take_words_that_only_begin_alike) {
  for (const auto* body : {"goodbye", "badauthority", "", "   \n", "<html>good</html>", "{\"status\":\"good\"}"}) {
    const auto error = error_of("noip", answer(200, body));
    EXPECT_EQ(error.reason, Reason::malformed) << body;
    EXPECT_EQ(error.effect, Effect::unknown) << body;
    EXPECT_THAT(error.message, HasSubstr("endpoint"));
  }
}

struct WordCase {
  const char* word;
  Reason reason;
  int wait;  ///< seconds; 0: none
};
class Dyndns2Word : public testing::TestWithParam<WordCase> {};

TEST_P(Dyndns2Word, has_its_reason_whatever_the_status) {
  const auto& [word, reason, wait] = GetParam();
  for (const int status : {200, 401, 403, 404, 500}) {
    const auto error = error_of("dyn", answer(status, to_upper(word) + "\n"));
    EXPECT_EQ(error.reason, reason) << status << ": " << error.message;
    EXPECT_EQ(error.service_code, word);
    EXPECT_EQ(error.effect, Effect::none);
    EXPECT_EQ(error.retry_after.value_or(std::chrono::seconds{0}).count(), wait);
    EXPECT_THAT(error.message, HasSubstr("home.example.com"));
    EXPECT_THAT(error.message, HasSubstr("; ")) << "what to do";
  }
}

INSTANTIATE_TEST_SUITE_P(
    protocol, Dyndns2Word,
    testing::Values(WordCase{"badauth", Reason::auth, 0}, WordCase{"!yours", Reason::auth, 0},
                    WordCase{"!donator", Reason::config, 0}, WordCase{"!active", Reason::config, 0},
                    WordCase{"notfqdn", Reason::config, 0}, WordCase{"nofqdn", Reason::config, 0},
                    WordCase{"nohost", Reason::config, 0}, WordCase{"numhost", Reason::config, 0},
                    WordCase{"abuse", Reason::blocked, 0}, WordCase{"badagent", Reason::config, 0},
                    WordCase{"badsys", Reason::config, 0}, WordCase{"badrequest", Reason::config, 0},
                    WordCase{"badip", Reason::rejected, 0}, WordCase{"dnserr", Reason::http_5xx, 1800},
                    WordCase{"911", Reason::http_5xx, 1800}, WordCase{"servererror", Reason::http_5xx, 1800},
                    WordCase{"fatal", Reason::http_5xx, 1800}, WordCase{"toofast", Reason::rate_limited, 600},
                    WordCase{"toosoon", Reason::rate_limited, 600}, WordCase{"too_soon", Reason::rate_limited, 600},
                    WordCase{"too_freq", Reason::rate_limited, 600}, WordCase{"interval", Reason::rate_limited, 600},
                    WordCase{"blocked", Reason::rate_limited, 600}),
    [](const auto& made) { return cat("w", replace_all(made.param.word, "!", "no_")); });

TEST(Dyndns2, waits_as_long_as_the_service_says_and_never_shorter_than_an_outage) {
  EXPECT_EQ(error_of("dyn", answer(200, "911", {{"Retry-After", "7200"}})).retry_after, std::chrono::seconds{7200});
  EXPECT_EQ(error_of("dyn", answer(200, "911", {{"Retry-After", "5"}})).retry_after, std::chrono::seconds{1800});
  EXPECT_EQ(error_of("dynu", answer(200, "911")).retry_after, std::chrono::seconds{600});
  EXPECT_EQ(error_of("dyn", answer(200, "toofast", {{"Retry-After", "30"}})).retry_after, std::chrono::seconds{30});
  EXPECT_EQ(error_of("dyn", answer(429, "badauth")).reason, Reason::rate_limited) << "the status says more";
  EXPECT_EQ(error_of("dyn", answer(429, "")).retry_after, std::chrono::seconds{600});
}

TEST(Dyndns2, never_asks_for_a_quick_second_look_at_a_host_that_is_not_there) {
  EXPECT_EQ(error_of("dyn", answer(404, "<html>not here</html>")).reason, Reason::config);
  EXPECT_EQ(error_of("dyn", answer(409, "")).reason, Reason::config);
}

TEST(Dyndns2, tells_a_request_that_was_ignored) {
  EXPECT_EQ(error_of("dyn", answer(200, "good 127.0.0.1")).reason, Reason::rejected);
  FakeService service([](const http::Request&) { return answer(200, "good 127.0.0.1"); });
  const auto sent = make("dyn").value()->apply(update("a.example.com", {.ipv4 = ip("127.0.0.1")}), service.call());
  EXPECT_TRUE(sent.at(0)) << "that is what was sent";
}

TEST(Dyndns2, never_repeats_an_answer_it_does_not_know) {
  const auto error = error_of("duckdns", answer(200, "token=the-secret is odd"));
  EXPECT_THAT(error.message, Not(HasSubstr("the-secret")));
  EXPECT_THAT(error.message, Not(HasSubstr("odd")));
}

TEST(Dyndns2, sends_the_secret_without_being_asked) {
  FakeService service([](const http::Request&) { return answer(200, "good"); });
  ASSERT_TRUE(make("noip").value()->apply(update("home.example.com"), service.call()).at(0));
  EXPECT_EQ(service.requests().at(0).headers.get("Authorization"), "Basic dXNlcjp0aGUtc2VjcmV0");
}

TEST(Dyndns2, refuses_names_that_the_service_cannot_have) {
  FakeService service([](const http::Request&) { return answer(200, "OK"); });
  const auto provider = make("duckdns").value();
  for (const auto* host : {"home.example.com", "duckdns.org", "a.b.duckdns.org", "xduckdns.org"}) {
    const auto result = provider->apply(update(host), service.call()).at(0);
    ASSERT_FALSE(result) << host;
    EXPECT_EQ(result.error().reason, Reason::config);
    EXPECT_THAT(result.error().message, HasSubstr(host));
  }
  EXPECT_THAT(service.requests(), IsEmpty());
}

TEST(Dyndns2, splits_a_name_at_the_stated_domain) {
  const auto query_for = [](std::string_view host, const std::vector<std::pair<std::string, std::string>>& more) {
    FakeService service([](const http::Request&) { return answer(200, "<ErrCount>0</ErrCount>"); });
    const auto result = make("namecheap", more).value()->apply(update(host), service.call()).at(0);
    return result ? service.requests().at(0).url.query : result.error().message;
  };
  EXPECT_THAT(query_for("a.home.example.com", {}), HasSubstr("host=a.home&domain=example.com&"));
  EXPECT_THAT(query_for("example.com", {}), HasSubstr("host=%40&domain=example.com&"));
  EXPECT_THAT(query_for("*.example.com", {}), HasSubstr("host=%2A&domain=example.com&"));
  EXPECT_THAT(query_for("home.example.co.uk", {{"zone_name", "example.co.uk"}}),
              HasSubstr("host=home&domain=example.co.uk&"));
  EXPECT_THAT(query_for("home.example.com", {{"zone_name", "example.org"}}), HasSubstr("zone_name"));
}

TEST(Dyndns2, says_what_is_wrong_with_a_user_name_that_has_a_colon) {
  FakeService service([](const http::Request&) { return answer(200, "good"); });
  const auto result = make("noip", {{"username", "a:b"}}).value()->apply(update("h.example.com"), service.call()).at(0);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::config);
}

TEST(Dyndns2, takes_the_host_for_the_user_where_none_is_stated) {
  FakeService service([](const http::Request&) { return answer(200, "good"); });
  ASSERT_TRUE(make("spdyn").value()->apply(update("h.example.com"), service.call()).at(0));
  EXPECT_EQ(service.requests().at(0).headers.get("Authorization"), "Basic aC5leGFtcGxlLmNvbTp0aGUtc2VjcmV0");
}

TEST(Dyndns2, has_rows_that_can_be_made_as_they_are) {
  for (const auto& one : dyndns2_specs()) {
    if (one.id == "dyndns2") continue;
    EXPECT_TRUE(make(one.id)) << one.id;
    EXPECT_TRUE(one.capabilities.grain == plan::Grain::host && !one.capabilities.can_read) << one.id;
    EXPECT_NE(one.settings.find("endpoint"), nullptr) << one.id;
  }
}

TEST(Dyndns2, takes_a_server_as_host_host_and_port_or_url) {
  const auto target_of = [](const std::string& server) {
    FakeService service([](const http::Request&) { return answer(200, "good"); });
    const auto made = make("dyndns2", {{"server", server}});
    if (!made) return made.error().message;
    EXPECT_TRUE((*made)->apply(update("h.example.com"), service.call()).at(0));
    return service.requests().at(0).url.to_string();
  };
  EXPECT_EQ(target_of("dyn.example.net"), "https://dyn.example.net/nic/update?hostname=h.example.com&myip=192.0.2.1");
  EXPECT_EQ(target_of("dyn.example.net:8245"),
            "https://dyn.example.net:8245/nic/update?hostname=h.example.com&myip=192.0.2.1");
  EXPECT_EQ(target_of("http://192.0.2.9"), "http://192.0.2.9/nic/update?hostname=h.example.com&myip=192.0.2.1");
  EXPECT_THAT(target_of("https://dyn.example.net/update"), HasSubstr("`path`"));
  EXPECT_THAT(target_of("no host"), HasSubstr("server"));
}

TEST(Dyndns2, refuses_a_server_of_its_own_that_takes_nothing) {
  EXPECT_FALSE(make("dyndns2", {{"server", "a.example"}, {"ipv4_parameter", ""}, {"ipv6_parameter", ""}}));
  EXPECT_FALSE(make("dyndns2", {{"server", "a.example"}, {"both_families", "parameters"}}));
  const auto ipv4 = make("dyndns2", {{"server", "a.example"}, {"ipv6_parameter", ""}});
  ASSERT_TRUE(ipv4);
  EXPECT_FALSE((*ipv4)->capabilities().ipv6);
}

TEST(Dyndns2, a_502_from_a_limiter_is_waited_out_as_long_as_it_says) {
  const auto error = error_of("noip", answer(502, "<html>Bad Gateway</html>", {{"Retry-After", "3600"}}));
  EXPECT_EQ(error.reason, Reason::http_5xx);
  EXPECT_EQ(error.retry_after, std::chrono::seconds{3600});
  EXPECT_EQ(error.effect, Effect::unknown);
}

}  // namespace
}  // namespace ddns::providers
