#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/ipsource/agreement.h"
#include "ddns/ipsource/choose_address.h"
#include "ddns/ipsource/ip_source.h"
#include "ddns/ipsource/strict_parse.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"
#include "support/temp_dir.h"

namespace ddns::ipsource {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }
const Error* why(const Observation& observation) {
  const auto* unavailable = std::get_if<Unavailable>(&observation);
  return unavailable == nullptr ? nullptr : &unavailable->why;
}

/// Answers by host; a host that is not there cannot be reached.
class EchoServices final : public http::HttpClient {
 public:
  Result<http::Response> send(const http::Request& request, const http::CallLimits& limits) override {
    asked.push_back(request.url.host);
    const auto found = answers.find(request.url.host);
    if (found == answers.end() && silent_until_deadline != nullptr) {
      silent_until_deadline->advance(limits.deadline.remaining(silent_until_deadline->steady()));
      return fail(Reason::timeout, cat("no answer from ", request.url.host));
    }
    if (found == answers.end()) return fail(Reason::connect, cat("cannot connect to ", request.url.host));
    return found->second;
  }
  std::map<std::string, http::Response> answers;
  std::vector<std::string> asked;
  test::ManualClock* silent_until_deadline = nullptr;  ///< a host that is not there uses up its time
};

class NoDns final : public dns::Exchange {
 public:
  Result<dns::Bytes> exchange(std::span<const std::uint8_t>, const dns::Server&, const dns::ExchangeOptions&) override {
    return fail(Reason::timeout, "no answer");
  }
};

class Sources : public ::testing::Test {
 protected:
  Call call() {
    return {.http = echo,
            .dns = dns,
            .clock = clock,
            .random = random,
            .deadline = Deadline::after(clock, std::chrono::seconds{10})};
  }

  std::unique_ptr<IpSource> make(std::string_view type, const schema::Values& values) {
    for (const auto& spec : catalogue()) {
      if (spec.type != type) continue;
      auto made = spec.make(values);
      EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
      return made ? std::move(*made) : nullptr;
    }
    return nullptr;
  }
  std::unique_ptr<IpSource> http(std::vector<std::string> urls, std::int64_t agree = 1, std::string json = {}) {
    schema::Values values;
    values.put("urls", std::move(urls));
    values.put("agree", agree);
    if (!json.empty()) values.put("json", std::move(json));
    return make("http", values);
  }

  EchoServices echo;
  NoDns dns;
  test::ManualClock clock;
  test::ScriptedRandom random;
};

TEST(StrictParse, takes_one_address_and_white_space) {
  EXPECT_EQ(strict_parse(" 192.0.2.1\r\n", Family::ipv4, "x"), Observation(Known{{ip("192.0.2.1")}}));
  EXPECT_EQ(strict_parse("2001:DB8::1", Family::ipv6, "x"), Observation(Known{{ip("2001:db8::1")}}));
}

TEST(StrictParse, takes_nothing_else) {
  for (const char* text : {"", " ", "192.0.2.1 192.0.2.2", "192.0.2.1,", "ip=192.0.2.1", "192.0.2.01", "192.0.2.1/32",
                           "fe80::1%eth0", "<html>1.2.1.1</html>", "2001:db8::1"}) {
    EXPECT_NE(why(strict_parse(text, Family::ipv4, "x")), nullptr) << text;
  }
}

TEST_F(Sources, echo_answers_200_with_an_html_page_containing_1_2_1_1) {
  echo.answers["a.example"] = {.status = 200, .body = "<html><body>Welcome to nginx 1.2.1.1</body></html>"};
  echo.answers["b.example"] = {.status = 200, .body = "203.0.113.7\n"};
  const auto source = http({"http://a.example/", "http://b.example/"});
  const auto seen = source->observe(Family::ipv4, call());
  EXPECT_EQ(seen.observation, Observation(Known{{ip("203.0.113.7")}}));
  ASSERT_EQ(seen.votes.size(), 2U);
  EXPECT_EQ(why(seen.votes[0].said)->reason, Reason::malformed);
  EXPECT_EQ(why(seen.votes[0].said)->message.find("1.2.1.1"), std::string::npos);
}

TEST_F(Sources, address_only_in_a_response_header_is_ignored) {
  echo.answers["a.example"] = {.status = 200, .headers = {{"Set-Cookie", "__cf=x-1.0.1.1-y"}}, .body = ""};
  const auto seen = http({"http://a.example/"})->observe(Family::ipv4, call());
  EXPECT_EQ(why(seen.observation)->reason, Reason::malformed);
}

TEST_F(Sources, echo_answers_500_with_one_valid_looking_address) {
  echo.answers["a.example"] = {.status = 500, .body = "203.0.113.7"};
  EXPECT_EQ(why(http({"http://a.example/"})->observe(Family::ipv4, call()).observation)->reason, Reason::http_5xx);
  for (const int status : {201, 204, 302, 404}) {
    echo.answers["a.example"].status = status;
    EXPECT_NE(why(http({"http://a.example/"})->observe(Family::ipv4, call()).observation), nullptr) << status;
  }
}

TEST_F(Sources, first_url_connects_but_has_no_address_the_second_is_tried) {
  echo.answers["a.example"] = {.status = 200, .body = "hello"};
  echo.answers["b.example"] = {.status = 200, .body = "203.0.113.7"};
  EXPECT_EQ(http({"http://a.example/", "http://b.example/"})->observe(Family::ipv4, call()).observation,
            Observation(Known{{ip("203.0.113.7")}}));
}

TEST_F(Sources, an_answer_of_the_other_family_or_over_four_kibibytes_is_refused) {
  echo.answers["a.example"] = {.status = 200, .body = "2001:db8::1"};
  EXPECT_NE(why(http({"http://a.example/"})->observe(Family::ipv4, call()).observation), nullptr);
  echo.answers["a.example"].body = "203.0.113.7" + std::string(5000, ' ');
  EXPECT_NE(why(http({"http://a.example/"})->observe(Family::ipv4, call()).observation), nullptr);
}

TEST_F(Sources, one_source_of_five_returns_an_old_address_and_is_out_voted) {
  std::vector<std::string> urls;
  for (const char* host : {"a.example", "b.example", "c.example", "d.example", "e.example"}) {
    urls.push_back(cat("http://", host, "/"));
    echo.answers[host] = {.status = 200, .body = "203.0.113.7"};
  }
  echo.answers["a.example"].body = "104.28.0.1";
  const auto seen = http(urls, 3)->observe(Family::ipv4, call());
  EXPECT_EQ(seen.observation, Observation(Known{{ip("203.0.113.7")}}));
  EXPECT_TRUE(seen.disagreement);
  EXPECT_EQ(echo.asked.size(), 4U) << "the fifth is not needed";
}

TEST_F(Sources, without_agreement_nothing_is_known) {
  echo.answers["a.example"] = {.status = 200, .body = "203.0.113.7"};
  echo.answers["b.example"] = {.status = 200, .body = "203.0.113.8"};
  const auto seen =
      http({"http://a.example/", "http://b.example/", "http://c.example/"}, 2)->observe(Family::ipv4, call());
  ASSERT_NE(why(seen.observation), nullptr);
  EXPECT_EQ(why(seen.observation)->reason, Reason::unavailable);
  EXPECT_NE(why(seen.observation)->message.find("a.example: 203.0.113.7"), std::string::npos);
  EXPECT_TRUE(seen.disagreement);
}

TEST_F(Sources, reads_a_json_field_strictly) {
  echo.answers["a.example"] = {.status = 200, .body = R"({"data":{"ip":"203.0.113.7"},"n":5})"};
  EXPECT_EQ(http({"http://a.example/"}, 1, "data.ip")->observe(Family::ipv4, call()).observation,
            Observation(Known{{ip("203.0.113.7")}}));
  for (const char* field : {"n", "nothing", "data"}) {
    EXPECT_NE(why(http({"http://a.example/"}, 1, field)->observe(Family::ipv4, call()).observation), nullptr) << field;
  }
  echo.answers["a.example"].body = "{";
  EXPECT_NE(why(http({"http://a.example/"}, 1, "ip")->observe(Family::ipv4, call()).observation), nullptr);
}

TEST_F(Sources, built_in_services_need_two_independent_voices) {
  const auto source = make("http", {});
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    echo.asked.clear();
    (void)source->observe(family, call());
    std::set<std::string> operators;
    for (const auto& host : echo.asked) operators.insert(host.substr(host.find('.') + 1));
    EXPECT_GE(operators.size(), 3U);
    EXPECT_TRUE(std::any_of(echo.asked.begin(), echo.asked.end(), [](const auto& host) {
      return host.ends_with(".cn");
    })) << "no service that can be reached from China";
  }
  echo.answers["api.ipify.org"] = {.status = 200, .body = "203.0.113.7"};
  EXPECT_NE(why(source->observe(Family::ipv4, call()).observation), nullptr);
  echo.answers["v4.ident.me"] = {.status = 200, .body = "203.0.113.7"};
  EXPECT_EQ(source->observe(Family::ipv4, call()).observation, Observation(Known{{ip("203.0.113.7")}}));
}

TEST_F(Sources, more_voices_than_there_are_is_a_configuration_error) {
  const auto refusal = [](std::vector<std::string> urls, std::int64_t agree) -> std::string {
    schema::Values values;
    if (!urls.empty()) values.put("urls", std::move(urls));
    values.put("agree", agree);
    const auto spec = std::ranges::find(catalogue(), "http", &SourceSpec::type);
    const auto made = spec->make(values);
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(refusal({"http://a.example/"}, 1), "");
  EXPECT_EQ(refusal({"http://a.example/"}, 2), "agree: 2 witnesses cannot agree among 1 URLs");
  EXPECT_EQ(refusal({}, 3), "");
  EXPECT_NE(refusal({}, 20).find("built-in services"), std::string::npos);
}

TEST_F(Sources, a_silent_service_uses_up_its_share_of_the_time_only) {
  echo.silent_until_deadline = &clock;
  echo.answers["d.example"] = {.status = 200, .body = "203.0.113.7"};
  const auto seen = http({"http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/"})
                        ->observe(Family::ipv4, call());
  EXPECT_EQ(seen.observation, Observation(Known{{ip("203.0.113.7")}}));
  ASSERT_EQ(seen.votes.size(), 4U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(seen.votes[i].took, std::chrono::milliseconds{2500}) << i;
}

TEST_F(Sources, the_last_service_may_use_all_the_time_that_is_left) {
  echo.silent_until_deadline = &clock;
  const auto seen = http({"http://a.example/"})->observe(Family::ipv4, call());
  ASSERT_EQ(seen.votes.size(), 1U);
  EXPECT_EQ(seen.votes[0].took, std::chrono::seconds{10});
}

TEST_F(Sources, no_service_gets_less_time_than_a_slow_line_needs) {
  echo.silent_until_deadline = &clock;
  std::vector<std::string> urls;
  for (int i = 0; i < 20; ++i) urls.push_back(cat("http://h", i, ".example/"));
  const auto seen = http(urls)->observe(Family::ipv4, call());
  ASSERT_EQ(seen.votes.size(), 5U);
  for (const auto& vote : seen.votes) EXPECT_EQ(vote.took, least_patience);
}

TEST_F(Sources, a_file_must_be_good_as_a_whole) {
  const test::TempDir dir;
  schema::Values values;
  values.put("path", (dir / "address").string());
  const auto source = make("file", values);
  EXPECT_NE(why(source->observe(Family::ipv4, call()).observation), nullptr) << "no file";
  dir.write("address", "# written by dhcp\n203.0.113.7\n2001:db8::1\n");
  EXPECT_EQ(source->observe(Family::ipv4, call()).observation, Observation(Known{{ip("203.0.113.7")}}));
  EXPECT_EQ(source->observe(Family::ipv6, call()).observation, Observation(Known{{ip("2001:db8::1")}}));
  for (const char* text : {"", "# only a comment\n", "203.0.113.7\n203.0.", "203.0.113.7 203.0.113.8"}) {
    dir.write("address", text);
    EXPECT_NE(why(source->observe(Family::ipv4, call()).observation), nullptr) << text;
  }
}

TEST_F(Sources, a_static_source_knows_only_the_families_it_has) {
  schema::Values values;
  values.put("addresses", std::vector<std::string>{"203.0.113.7", "203.0.113.8"});
  const auto source = make("static", values);
  EXPECT_EQ(source->observe(Family::ipv4, call()).observation,
            Observation(Known{{ip("203.0.113.7"), ip("203.0.113.8")}}));
  EXPECT_NE(why(source->observe(Family::ipv6, call()).observation), nullptr);
}

TEST_F(Sources, the_interface_source_knows_this_machines_loopback_is_no_address) {
  schema::Values values;
  values.put("interface", std::string("lo"));
  values.put("all", false);
  const auto source = make("interface", values);
  EXPECT_TRUE(source->event_backed());
  const auto seen = source->observe(Family::ipv4, call()).observation;
  if (const auto* known = std::get_if<Known>(&seen)) {
    EXPECT_FALSE(known->addresses.contains(ip("127.0.0.1")));
  }
  values.put("interface", std::string("no-such0"));
  EXPECT_EQ(why(make("interface", values)->observe(Family::ipv4, call()).observation)->reason, Reason::unavailable);
}

TEST(Agreement, stops_when_agreement_can_no_longer_come_about) {
  EchoServices echo;
  NoDns dns;
  test::ManualClock clock;
  test::ScriptedRandom random;
  const Call call{.http = echo, .dns = dns, .clock = clock, .random = random, .deadline = Deadline::never()};
  int asked = 0;
  const Witness silent{"x", [&](Deadline) {
                         ++asked;
                         return Observation(unavailable(Reason::timeout, "no answer"));
                       }};
  (void)agree({silent, silent, silent, silent}, 3, call);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(why(agree({}, 1, call).observation)->reason, Reason::config);
}

}  // namespace
}  // namespace ddns::ipsource
