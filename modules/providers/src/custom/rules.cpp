#include "custom/rules.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/status.h"

namespace ddns::providers::custom {
namespace {

using provider::Ack;

/// Time grows with the square of a line's length, so a long one is looked at in pieces that overlap: every match of up
/// to kOverlap bytes is found.
constexpr std::size_t kPiece = 256;
constexpr std::size_t kOverlap = 128;
constexpr std::size_t kMostBytes = 65536;

/// Answers are a stranger's. A matcher that tries one way after the other needs years for some short texts and patterns
/// such as `(a+)+$`; GCC's library has one that follows all ways at once.
constexpr auto kSyntax = std::regex::ECMAScript | std::regex::optimize
#ifdef __GLIBCXX__
                         | std::regex_constants::__polynomial
#endif
    ;

bool contains(const StatusSet& set, int status) {
  return std::any_of(set.begin(), set.end(),
                     [&](const auto& range) { return status >= range.first && status <= range.second; });
}

bool matches_line(const std::regex& pattern, std::string_view line) {
  for (std::size_t at = 0;; at += kPiece - kOverlap) {
    const auto piece = line.substr(at, kPiece);
    const bool last = at + kPiece >= line.size();
    auto flags = std::regex_constants::match_default;
    if (at > 0) flags |= std::regex_constants::match_not_bol;
    if (!last) flags |= std::regex_constants::match_not_eol;
    if (std::regex_search(piece.begin(), piece.end(), pattern, flags)) return true;
    if (last) return false;
  }
}

bool matches(const std::optional<std::regex>& pattern, std::string_view body) {
  if (!pattern) return false;
  const auto lines = split(body.substr(0, kMostBytes), '\n');
  return std::any_of(lines.begin(), lines.end(), [&](auto line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return matches_line(*pattern, line);
  });
}

bool json_holds(const Rules& rules, const http::Response& response) {
  if (rules.success_json.empty()) return true;
  const auto answer = http::Json::parse(response.body);
  return answer && std::all_of(rules.success_json.begin(), rules.success_json.end(),
                               [&](const auto& rule) { return answer->at(rule.first).as_text() == rule.second; });
}

Status read_statuses(const schema::Values& values, std::string_view key, StatusSet& out) {
  auto set = parse_statuses(values.text(key));
  if (!set) return fail(Reason::config, cat(key, ": ", set.error().message));
  out = *std::move(set);
  return {};
}

Status read_pattern(const schema::Values& values, std::string_view key, std::optional<std::regex>& out) {
  if (values.text(key).empty()) return {};
  auto pattern = parse_pattern(values.text(key));
  if (!pattern) return fail(Reason::config, cat(key, ": ", pattern.error().message));
  out = *std::move(pattern);
  return {};
}

/// A status that no rule speaks of. What would be read again elsewhere (404, 409) is a person's to mend here, because
/// nothing can be read; 425 says "later".
Error by_status(std::string_view doing, const http::Request& request, const http::Response& response, WallTime now) {
  Error error = http::status_error(doing, request, response, now);
  const int status = response.status;
  if (error.reason == Reason::not_found || error.reason == Reason::conflict) error.reason = Reason::http_4xx;
  if (status == 425) error.reason = Reason::unavailable;
  return error;
}

}  // namespace

Result<StatusSet> parse_statuses(std::string_view text) {
  StatusSet set;
  for (const auto part : split(text, ',')) {
    const auto range = trim(part);
    const auto dash = range.find('-');
    const auto from = to_number<int>(trim(range.substr(0, dash)));
    const auto to = dash == std::string_view::npos ? from : to_number<int>(trim(range.substr(dash + 1)));
    if (!from || !to || *from < 100 || *to > 599 || *from > *to) {
      return fail(Reason::config, "write statuses as in `200-299, 304`");
    }
    set.emplace_back(*from, *to);
  }
  return set;
}

Result<std::regex> parse_pattern(std::string_view text) {
  try {
    return std::regex(std::string(text), kSyntax);
  } catch (const std::regex_error&) {
    return fail(Reason::config, "this is no regular expression (of the ECMAScript kind, without back-references)");
  }
}

Result<Rules> read_rules(const schema::Values& values) {
  Rules rules;
  const auto all = {
      read_statuses(values, "success_status", rules.success),
      read_statuses(values, "auth_status", rules.auth),
      read_statuses(values, "throttle_status", rules.throttle),
      read_pattern(values, "success_body", rules.success_body),
      read_pattern(values, "unchanged_body", rules.unchanged_body),
      read_pattern(values, "auth_body", rules.auth_body),
      read_pattern(values, "throttle_body", rules.throttle_body),
  };
  for (const auto& status : all) {
    if (!status) return fail(status.error());
  }
  rules.success_json = values.map("success_json");
  for (const auto& [pointer, text] : rules.success_json) {
    if (!pointer.empty() && !pointer.starts_with('/'))
      return fail(Reason::config, cat("success_json: a JSON pointer begins with `/`: write `/", pointer, '`'));
  }
  rules.throttle_wait = std::chrono::ceil<std::chrono::seconds>(values.duration("throttle_wait"));
  return rules;
}

Result<Ack> judge(const Rules& rules, std::string_view name, const http::Request& request,
                  const http::Response& response, WallTime now) {
  const auto doing = cat("updating ", name);
  const auto answered = cat(doing, ": ", request.url.origin(), " answered ", response.status);
  const int status = response.status;
  if (contains(rules.throttle, status) || matches(rules.throttle_body, response.body)) {
    return fail(Error{.reason = Reason::rate_limited,
                      .message = cat(answered, "; the service asks to slow down"),
                      .retry_after = http::retry_after(response.headers, now).value_or(rules.throttle_wait)});
  }
  if (contains(rules.auth, status) || matches(rules.auth_body, response.body)) {
    return fail(Reason::auth, cat(answered, "; check the credentials in the account's settings"));
  }
  if (status < 500 && matches(rules.unchanged_body, response.body)) return Ack{.unchanged = true};
  if (!contains(rules.success, status) && !response.ok()) return fail(by_status(doing, request, response, now));
  const bool body_fits = !rules.success_body || matches(rules.success_body, response.body);
  if (contains(rules.success, status) && body_fits && json_holds(rules, response)) return Ack{};
  return fail(Reason::malformed,
              cat(answered,
                  ", which does not fit the rules for success; check success_status, success_body and "
                  "success_json"),
              Effect::unknown);
}

}  // namespace ddns::providers::custom
