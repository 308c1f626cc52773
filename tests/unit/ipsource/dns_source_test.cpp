#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/ipsource/ip_source.h"
#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::ipsource {
namespace {

Observation known(std::string_view address) { return Known{{test::ip_of(address)}}; }
std::string why(const Observation& observation) {
  const auto* unavailable = std::get_if<Unavailable>(&observation);
  return unavailable == nullptr ? "" : unavailable->why.message;
}

/// Name servers that tell the address by server; one that is not there does not answer.
class DnsSource : public ::testing::Test {
 protected:
  static Result<std::unique_ptr<IpSource>> make(std::vector<std::string> questions, std::int64_t agree = 0,
                                                const std::string& bind = {}) {
    schema::Values values;
    if (!questions.empty()) values.put("questions", std::move(questions));
    if (agree != 0) values.put("agree", agree);
    if (!bind.empty()) values.put("bind", bind);
    return std::ranges::find(catalogue(), "dns", &SourceSpec::type)->make(values);
  }
  static std::string refusal(std::vector<std::string> questions, std::int64_t agree) {
    const auto made = make(std::move(questions), agree);
    if (made) return "";
    EXPECT_EQ(made.error().reason, Reason::config);
    return made.error().message;
  }

  Sighting observe(const IpSource& source, Family family = Family::ipv4) {
    return source.observe(family, {.http = nobody,
                                   .dns = servers,
                                   .clock = clock,
                                   .random = random,
                                   .deadline = Deadline::after(clock, std::chrono::seconds{10})});
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> out;
    for (const auto& seen : servers.seen()) out.push_back(seen.server.address.to_string());
    return out;
  }

  Result<dns::Bytes> answer(const test::SeenMessage& seen) const {
    const auto told = tells.find(seen.server.address.to_string());
    if (told == tells.end()) return fail(Reason::connect, "no answer");
    auto message = test::answer_to(seen.message);
    const auto& question = seen.message.questions.front();
    dns::ResourceRecord record{.name = question.name, .type = question.type};
    if (question.type == dns::Type::txt) {
      dns::Bytes text{static_cast<std::uint8_t>(told->second.size())};
      text.insert(text.end(), told->second.begin(), told->second.end());
      record.data = text;
    } else {
      record.data = test::ip_of(told->second);
    }
    message.answers.push_back(record);
    return dns::encode(message);
  }

  class NoHttp final : public http::HttpClient {
   public:
    Result<http::Response> send(const http::Request&, const http::CallLimits&) override {
      return fail(Reason::connect, "no HTTP here");
    }
  };

  std::map<std::string, std::string> tells;
  test::ScriptedExchange servers{[this](const test::SeenMessage& seen) { return answer(seen); }};
  NoHttp nobody;
  test::ManualClock clock;
  test::ScriptedRandom random;
};

TEST_F(DnsSource, reads_address_and_text_answers) {
  tells = {{"192.0.2.53", "203.0.113.7"}, {"2001:db8::53", "2001:db8::7"}};
  const auto source = make({"me.example TXT 192.0.2.53", "me.example AAAA 2001:db8::53"}).value();
  EXPECT_EQ(observe(*source).observation, known("203.0.113.7"));
  EXPECT_EQ(observe(*source, Family::ipv6).observation, known("2001:db8::7"));
  EXPECT_EQ(observe(*make({"me.example A 192.0.2.53"}).value()).observation, known("203.0.113.7"));
}

TEST_F(DnsSource, questions_leave_from_where_bind_says) {
  tells = {{"192.0.2.53", "203.0.113.7"}};
  EXPECT_EQ(observe(*make({"me.example A 192.0.2.53"}, 1, "eth7").value()).observation, known("203.0.113.7"));
  ASSERT_EQ(servers.seen().size(), 1U);
  EXPECT_EQ(servers.seen()[0].bind, "eth7");
}

TEST_F(DnsSource, asks_the_next_when_one_does_not_answer) {
  tells = {{"192.0.2.54", "203.0.113.7"}};
  const auto source = make({"me.example A 192.0.2.53", "me.example A 192.0.2.54"}).value();
  EXPECT_EQ(observe(*source).observation, known("203.0.113.7"));
}

TEST_F(DnsSource, a_question_whose_answer_is_of_another_family_is_refused) {
  EXPECT_NE(refusal({"me.example AAAA 192.0.2.53"}, 1).find("IPv4 address"), std::string::npos);
  EXPECT_NE(refusal({"me.example A 2001:db8::53"}, 1).find("IPv6 address"), std::string::npos);
}

TEST_F(DnsSource, more_voices_than_can_be_asked_about_a_family_is_a_configuration_error) {
  EXPECT_EQ(refusal({"a.example A 192.0.2.53", "a.example A 192.0.2.54"}, 2), "");
  EXPECT_NE(refusal({"a.example A 192.0.2.53", "a.example A 192.0.2.54"}, 3), "");
  EXPECT_EQ(refusal({"a.example A 192.0.2.53", "a.example A 192.0.2.54", "a.example AAAA 2001:db8::53"}, 2),
            "agree: 2 servers cannot agree about ipv6 among 1");
  EXPECT_NE(refusal({"a.example A 192.0.2.53", "b.example TXT 192.0.2.53"}, 2), "") << "one server, one voice";
  EXPECT_EQ(refusal({}, 2), "");
  EXPECT_NE(refusal({}, 3), "") << "two operators only can be asked about IPv6";
}

TEST_F(DnsSource, one_server_asked_twice_has_one_voice) {
  tells = {{"192.0.2.53", "203.0.113.7"}};
  const auto source = make({"a.example A 192.0.2.53", "b.example TXT 192.0.2.53", "a.example A 192.0.2.54"}, 2).value();
  EXPECT_NE(why(observe(*source).observation), "");
  tells["192.0.2.54"] = "203.0.113.7";
  EXPECT_EQ(observe(*source).observation, known("203.0.113.7"));
}

TEST_F(DnsSource, of_the_built_in_servers_two_operators_have_to_agree) {
  const auto source = make({}).value();
  tells = {{"208.67.222.222", "203.0.113.7"}, {"208.67.220.220", "203.0.113.7"}};
  EXPECT_NE(why(observe(*source).observation), "") << "both belong to OpenDNS";
  EXPECT_EQ(std::ranges::count(asked(), std::string("208.67.220.220")), 0) << "has spoken already";
  tells["216.239.34.10"] = "203.0.113.7";
  EXPECT_EQ(observe(*source).observation, known("203.0.113.7"));
  tells["216.239.34.10"] = "203.0.113.8";
  EXPECT_TRUE(observe(*source).disagreement);
}

TEST_F(DnsSource, a_second_server_of_an_operator_stands_in_for_the_first) {
  const auto source = make({}).value();
  tells = {{"2620:119:53::53", "2001:db8::7"}, {"2001:4860:4802:34::a", "2001:db8::7"}};
  EXPECT_EQ(observe(*source, Family::ipv6).observation, known("2001:db8::7"));
}

}  // namespace
}  // namespace ddns::ipsource
