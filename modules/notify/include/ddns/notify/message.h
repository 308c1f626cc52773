#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"

/// Messages to people, as values: what is said, before any channel gives it a form.
namespace ddns::notify {

/// How much it matters. A `recovered` message keeps the severity of the problem that ended, so that whoever heard of
/// the problem hears of its end.
enum class Severity : std::uint8_t { info, warning, critical };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;
[[nodiscard]] std::optional<Severity> severity_from(std::string_view word) noexcept;

/// What a message is about. Words of the configuration (`events:`) up to channel_failing; `alert` is what the alert
/// bridge passes on, the cycle_* are pings of a heartbeat, `test` proves a channel.
enum class Topic : std::uint8_t {
  address_changed,
  record_updated,
  failing,
  recovered,
  account_blocked,
  source_failing,
  config_refused,
  state_failing,
  channel_failing,
  alert,
  cycle_started,
  cycle_finished,
  cycle_failed,
  test
};
[[nodiscard]] std::string_view to_string(Topic topic) noexcept;
[[nodiscard]] std::optional<Topic> topic_from(std::string_view word) noexcept;
/// Those that `events:` may name.
[[nodiscard]] const std::vector<Topic>& topics();

/// One address family of an address change, as ddns-go's webhook variables want it. Empty result = not part of it.
struct FamilyFacts {
  std::string address;
  std::string result;  ///< "success", "failed", "unchanged"
  std::vector<std::string> domains;
  friend bool operator==(const FamilyFacts&, const FamilyFacts&) = default;
};

/// Plain text without any markup; lines end in '\n'. Nothing in here is a secret.
struct Message {
  Topic topic = Topic::failing;
  Severity severity = Severity::info;
  std::string title;  ///< one line
  std::string text;   ///< may be empty
  WallTime at{};
  FamilyFacts ipv4 = {}, ipv6 = {};
  friend bool operator==(const Message&, const Message&) = default;
};

/// For the durable queue. The inverse reads what an older version wrote; errors: Reason::malformed.
[[nodiscard]] std::string to_json(const Message& message);
[[nodiscard]] Result<Message> message_from_json(std::string_view text);

/// Several messages that waited, as one: the highest severity, every title with its text, oldest first. One message is
/// returned unchanged. Precondition: not empty.
[[nodiscard]] Message merge(std::span<const Message> messages);

/// Whether a medium takes a message whole: nothing may be merged into what would then be cut.
using Fits = std::function<bool(const Message&)>;

}  // namespace ddns::notify
