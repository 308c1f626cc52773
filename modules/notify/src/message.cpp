#include "ddns/notify/message.h"

#include <algorithm>
#include <array>

#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

constexpr std::array<std::string_view, 3> kSeverities{"info", "warning", "critical"};
constexpr std::array<std::string_view, 14> kTopics{"address_changed", "record_updated",
                                                   "failing",         "recovered",
                                                   "account_blocked", "source_failing",
                                                   "config_refused",  "state_failing",
                                                   "channel_failing", "alert",
                                                   "cycle_started",   "cycle_finished",
                                                   "cycle_failed",    "test"};

template <class Enum, std::size_t N>
std::optional<Enum> member(std::string_view word, const std::array<std::string_view, N>& words) noexcept {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<Enum>(at - words.begin());
}

http::JsonObject facts_json(const FamilyFacts& facts) {
  http::JsonArray domains;
  for (const auto& domain : facts.domains) domains.add(domain);
  return http::JsonObject().set("address", facts.address).set("result", facts.result).set("domains", domains);
}

FamilyFacts facts_from(const http::Json& json) {
  FamilyFacts out{.address = json.string("/address"), .result = json.string("/result"), .domains = {}};
  for (const auto& domain : json.items("/domains")) out.domains.push_back(domain.as_string().value_or(""));
  return out;
}

std::int64_t milliseconds_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Facts of the newest message that has any: an older address is of no use to anybody.
void take_facts(FamilyFacts& into, const FamilyFacts& from) {
  if (!from.result.empty()) into = from;
}

}  // namespace

std::string_view to_string(Severity severity) noexcept { return kSeverities.at(static_cast<std::size_t>(severity)); }
std::optional<Severity> severity_from(std::string_view word) noexcept { return member<Severity>(word, kSeverities); }
std::string_view to_string(Topic topic) noexcept { return kTopics.at(static_cast<std::size_t>(topic)); }
std::optional<Topic> topic_from(std::string_view word) noexcept { return member<Topic>(word, kTopics); }

const std::vector<Topic>& topics() {
  static const std::vector<Topic> kAll{Topic::address_changed, Topic::record_updated,  Topic::failing,
                                       Topic::recovered,       Topic::account_blocked, Topic::source_failing,
                                       Topic::config_refused,  Topic::state_failing,   Topic::channel_failing};
  return kAll;
}

std::string to_json(const Message& message) {
  return http::JsonObject()
      .set("topic", to_string(message.topic))
      .set("severity", to_string(message.severity))
      .set("title", message.title)
      .set("text", message.text)
      .set("at", milliseconds_of(message.at))
      .set("ipv4", facts_json(message.ipv4))
      .set("ipv6", facts_json(message.ipv6))
      .to_string();
}

Result<Message> message_from_json(std::string_view text) {
  const auto json = http::Json::parse(text);
  if (!json) return fail(json.error());
  const auto topic = topic_from(json->string("/topic"));
  const auto severity = severity_from(json->string("/severity"));
  if (!topic || !severity) return fail(Reason::malformed, "a stored notification has an unknown topic or severity");
  return Message{.topic = *topic,
                 .severity = *severity,
                 .title = json->string("/title"),
                 .text = json->string("/text"),
                 .at = WallTime{} + std::chrono::milliseconds{json->integer("/at")},
                 .ipv4 = facts_from((*json)["ipv4"]),
                 .ipv6 = facts_from((*json)["ipv6"])};
}

Message merge(std::span<const Message> messages) {
  if (messages.size() == 1) return messages.front();
  Message out = messages.back();
  out.title = cat(messages.size(), " messages: ", messages.front().title, ", …");
  out.text.clear();
  out.ipv4 = out.ipv6 = {};
  for (const auto& message : messages) {
    out.severity = std::max(out.severity, message.severity);
    if (!out.text.empty()) out.text += "\n\n";
    out.text += message.title;
    if (!message.text.empty()) out.text += cat('\n', message.text);
    take_facts(out.ipv4, message.ipv4);
    take_facts(out.ipv6, message.ipv6);
  }
  return out;
}

}  // namespace ddns::notify
