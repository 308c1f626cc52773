#pragma once

#include <chrono>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"
#include "ddns/provider/provider.h"
#include "ddns/schema/values.h"

namespace ddns::providers::custom {

/// HTTP statuses: "200-299, 304".
using StatusSet = std::vector<std::pair<int, int>>;

/// Errors: Reason::config.
[[nodiscard]] Result<StatusSet> parse_statuses(std::string_view text);

/// Errors: Reason::config, for what is no regular expression (ECMAScript without back-references).
[[nodiscard]] Result<std::regex> parse_pattern(std::string_view text);

/// What answers mean. An absent pattern matches nothing, except that of success, which then matches everything.
struct Rules {
  StatusSet success;
  std::optional<std::regex> success_body = {};
  std::vector<std::pair<std::string, std::string>> success_json = {};  ///< JSON pointer to expected text, all must hold
  std::optional<std::regex> unchanged_body = {};
  StatusSet auth;
  std::optional<std::regex> auth_body = {};
  StatusSet throttle;
  std::optional<std::regex> throttle_body = {};
  std::chrono::seconds throttle_wait{600};  ///< where the answer has no Retry-After
};

/// Errors: Reason::config, naming the setting.
[[nodiscard]] Result<Rules> read_rules(const schema::Values& values);

/// The rules in this order: throttled, refused credentials, unchanged, success, failure by status. `name` is the
/// record's, `request` the one that was answered; nothing of it but its origin gets into messages.
[[nodiscard]] Result<provider::Ack> judge(const Rules& rules, std::string_view name, const http::Request& request,
                                          const http::Response& response, WallTime now);

}  // namespace ddns::providers::custom
