#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/text.h"
#include "ddns/providers/rfc2136.h"
#include "ddns/schema/node.h"
#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"
#include "support/tsig_answer.h"

namespace ddns::providers::test_rfc2136 {

using namespace std::chrono_literals;
using dns::Rcode;
using plan::ReplaceSet;
using test::answer_to;
using test::authoritative_answer;
using test::ip_of;
using test::name_of;
using test::ScriptedExchange;
using test::SeenMessage;

inline constexpr std::string_view kSecret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
inline const dns::TsigKey kKey = dns::TsigKey::make("ddns-key", "hmac-sha256", Secret(std::string(kSecret))).value();

class NoHttp final : public http::HttpClient {
 public:
  Result<http::Response> send(const http::Request&, const http::CallLimits&) override {
    return fail(Reason::internal, "no HTTP here");
  }
};

using Texts = std::vector<std::pair<std::string, std::string>>;

inline std::unique_ptr<provider::Provider> account_with(const Texts& texts) {
  schema::Node::Map map;
  for (const auto& [key, value] : texts) {
    schema::Node::List parts;
    for (const auto part : split(value, ',')) parts.push_back({.value = std::string(part)});
    map.emplace_back(schema::Node{.value = key}, parts.size() == 1 ? parts.front() : schema::Node{.value = parts});
  }
  Diagnostics diagnostics;
  const auto as_it_is = [](std::string_view text) -> Result<std::string> { return std::string(text); };
  const auto values = schema::read(rfc2136_spec().settings, {.value = map}, as_it_is, {}, diagnostics);
  EXPECT_FALSE(has_errors(diagnostics));
  auto account = rfc2136_spec().make(values);
  EXPECT_TRUE(account) << (account ? "" : account.error().message);
  return std::move(account).value();
}

/// One account over a scripted exchange.
struct World {
  explicit World(ScriptedExchange::Answer answer, const Texts& more = {}) : exchange(std::move(answer)) {
    Texts texts{{"server", "192.0.2.53"}, {"key_name", "ddns-key"}, {"key_secret", std::string(kSecret)}};
    for (const auto& [key, value] : more) {
      std::erase_if(texts, [&](const auto& text) { return text.first == key; });
      if (!value.empty()) texts.emplace_back(key, value);
    }
    account = account_with(texts);
  }

  Result<provider::Ack> apply(std::vector<plan::Operation> operations) {
    const auto outcomes =
        account->apply({.zone = {name_of("example.com")}, .operations = operations, .atomic = true}, call);
    EXPECT_EQ(outcomes.size(), operations.size());
    for (const auto& outcome : outcomes) EXPECT_EQ(outcome, outcomes.front());
    return outcomes.front();
  }
  Result<plan::ZoneState> read(std::vector<RecordKey> keys) {
    return account->read({{name_of("example.com")}, std::move(keys)}, call);
  }

  test::ManualClock clock;
  test::ScriptedRandom random;
  NoHttp http;
  ScriptedExchange exchange;
  std::unique_ptr<provider::Provider> account;
  Call call{http, exchange, clock, random, Deadline::never(), {}, {}};
};

inline Result<dns::Bytes> signed_answer(const SeenMessage& seen, Rcode rcode, const test::TsigOfAnswer& tsig = {}) {
  return test::tsig_answer(answer_to(test::without_tsig(seen.message), rcode), seen.message, kKey,
                           test::ManualClock::kStart, tsig);
}

inline RecordKey key_of(std::string_view name, RecordType type = RecordType::a) { return {name_of(name), type}; }

/// Answers questions from a list of records, with authority and signed.
inline ScriptedExchange::Answer zone_with(std::vector<dns::ResourceRecord> records) {
  return [records = std::move(records)](const SeenMessage& seen) -> Result<dns::Bytes> {
    const dns::Message question = test::without_tsig(seen.message);
    dns::Message answer = authoritative_answer(question, {});
    for (const auto& record : records) {
      const bool wanted = record.type == question.questions[0].type || record.type == dns::Type::cname;
      if (record.name == question.questions[0].name && wanted) answer.answers.push_back(record);
    }
    answer.additionals.clear();
    return test::tsig_answer(answer, seen.message, kKey, test::ManualClock::kStart);
  };
}

/// www goes from 192.0.2.1 to 192.0.2.2.
inline ReplaceSet simple() {
  return {key_of("www.example.com"), AddressSet{ip_of("192.0.2.1")}, AddressSet{ip_of("192.0.2.2")}};
}

/// The transports of all messages, "u" and "t".
inline std::string travelled(const World& world) {
  std::string out;
  for (const SeenMessage& seen : world.exchange.seen()) out += seen.transport == dns::Transport::udp ? 'u' : 't';
  return out;
}

}  // namespace ddns::providers::test_rfc2136
