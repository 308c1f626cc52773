#include <algorithm>

#include "contract/run.h"
#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/url.h"

namespace ddns::contract {

namespace {

std::string show(const std::optional<bool>& value) { return !value ? "-" : *value ? "true" : "false"; }

std::string show(const Attributes& attributes) {
  std::string out =
      cat("ttl=", attributes.ttl ? std::to_string(attributes.ttl->count()) : "-", " proxied=", show(attributes.proxied),
          " comment=", attributes.comment ? cat('"', *attributes.comment, '"') : "-");
  for (const auto& [field, value] : attributes.extra) out += cat(' ', field, '=', value);
  return out;
}
std::string show(const plan::RemoteRecord& record) {
  return cat(record.key.to_string(), ' ', record.address.to_string(), " id=", record.id, ' ', show(record.attributes),
             record.owned ? "" : " foreign");
}
std::string show(const plan::Obstacle& obstacle) { return cat(obstacle.key.to_string(), ": ", obstacle.what); }
std::string show(const plan::ZoneRef& zone) { return cat(zone.name.text(), " id=", zone.id); }
std::string show(const std::optional<std::chrono::seconds>& span) {
  return span ? cat(span->count(), " s") : std::string("none");
}
std::string show(const Error& error) {
  return cat(to_string(error.reason), ", effect ", to_string(error.effect), ", code `", error.service_code,
             "`, retry after ", show(error.retry_after), ": ", error.message);
}
std::string show(const provider::Ack& ack) { return cat("id=", ack.id, ack.unchanged ? " unchanged" : ""); }

/// Every word of the message that reads as base64, decoded: "Basic dXNlcjpwYXNz" hides a password in plain sight.
std::string unmasked(std::string_view message) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  while (!message.empty()) {
    const auto end = std::min(message.find_first_not_of(kAlphabet), message.size());
    std::string word(message.substr(0, end));
    message.remove_prefix(std::max<std::size_t>(end, 1));
    if (word.size() < 8) continue;
    word.append((4 - word.size() % 4) % 4, '=');
    if (const auto bytes = crypto::from_base64(word)) out.append(bytes->begin(), bytes->end()).push_back(' ');
  }
  return out;
}

std::string expected_and_seen(std::string_view what, std::string_view expected, std::string_view seen) {
  return cat(what, "\n    expected: ", expected, "\n    seen:     ", seen, '\n');
}

bool before(const plan::RemoteRecord& a, const plan::RemoteRecord& b) {
  return std::tie(a.key, a.address, a.id) < std::tie(b.key, b.address, b.id);
}
bool before(const plan::Obstacle& a, const plan::Obstacle& b) {
  return std::tie(a.key, a.what) < std::tie(b.key, b.what);
}
bool before(const plan::ZoneRef& a, const plan::ZoneRef& b) { return a < b; }

template <class T>
std::string compare_lists(std::string_view what, std::vector<T> expected, std::vector<T> seen) {
  const auto less = [](const T& a, const T& b) { return before(a, b); };
  std::sort(expected.begin(), expected.end(), less);
  std::sort(seen.begin(), seen.end(), less);
  if (expected == seen) return {};
  std::string out = cat(what, ":\n");
  for (const auto& one : expected) out += cat("    expected: ", show(one), '\n');
  for (const auto& one : seen) out += cat("    seen:     ", show(one), '\n');
  return out;
}

std::string compare(const std::vector<plan::ZoneRef>& expected, const std::vector<plan::ZoneRef>& seen) {
  return compare_lists("zones", expected, seen);
}

std::string compare(const plan::ZoneState& expected, const plan::ZoneState& seen) {
  std::string out = compare_lists("records", expected.records, seen.records);
  out += compare_lists("obstacles", expected.obstacles, seen.obstacles);
  if (expected.zone != seen.zone) out += expected_and_seen("zone", show(expected.zone), show(seen.zone));
  if (expected.knowledge != seen.knowledge) out += "the state's knowledge differs\n";
  return out;
}

std::string compare(const Failure& expected, const Error& seen) {
  std::string out;
  if (expected.reason != seen.reason) out += expected_and_seen("reason", to_string(expected.reason), show(seen));
  if (expected.effect != seen.effect) out += expected_and_seen("effect", to_string(expected.effect), show(seen));
  if (!expected.service_code.empty() && expected.service_code != seen.service_code)
    out += expected_and_seen("service code", expected.service_code, show(seen));
  if (expected.retry_after != seen.retry_after)
    out += expected_and_seen("retry after", show(expected.retry_after), show(seen));
  if (seen.message.find(expected.mentions) == std::string::npos)
    out += expected_and_seen("message mentions", expected.mentions, seen.message);
  return out;
}

/// A lone value or Failure against a Result.
template <class T>
std::string judge_one(const Result<T>& seen, const Expectation& expected) {
  if (const auto* failure = std::get_if<Failure>(&expected))
    return seen ? cat("succeeded, but should have failed with ", to_string(failure->reason), '\n')
                : compare(*failure, seen.error());
  const auto* wanted = std::get_if<T>(&expected);
  if (wanted == nullptr) return "the scenario's expectation does not fit its action\n";
  if (!seen) return cat("failed: ", show(seen.error()), '\n');
  return compare(*wanted, *seen);
}

std::string judge_operation(const Result<provider::Ack>& seen, const std::variant<provider::Ack, Failure>& expected) {
  if (const auto* failure = std::get_if<Failure>(&expected))
    return seen ? cat("succeeded, but should have failed with ", to_string(failure->reason), '\n')
                : compare(*failure, seen.error());
  const auto& wanted = std::get<provider::Ack>(expected);
  if (!seen) return cat("failed: ", show(seen.error()), '\n');
  return wanted == *seen ? std::string() : expected_and_seen("acknowledgement", show(wanted), show(*seen));
}

std::string judge_unit(const provider::UnitResult& seen, const Expectation& expected) {
  Outcomes wanted;
  if (const auto* failure = std::get_if<Failure>(&expected)) {
    wanted.assign(seen.size(), *failure);
  } else if (const auto* outcomes = std::get_if<Outcomes>(&expected)) {
    wanted = *outcomes;
  } else {
    return "the scenario's expectation does not fit its action\n";
  }
  if (wanted.size() != seen.size() || seen.empty())
    return cat(seen.size(), " outcomes, but the unit has ", wanted.size(), " operations\n");
  std::string out;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (const auto wrong = judge_operation(seen[i], wanted[i]); !wrong.empty())
      out += cat("operation ", i + 1, ": ", wrong);
  }
  return out;
}

}  // namespace

std::string judge(const Outcome& outcome, const Expectation& expected) {
  if (const auto* zones = std::get_if<0>(&outcome)) return judge_one(*zones, expected);
  if (const auto* state = std::get_if<1>(&outcome)) return judge_one(*state, expected);
  return judge_unit(std::get<2>(outcome), expected);
}

std::vector<Error> errors_in(const Outcome& outcome) {
  std::vector<Error> errors;
  if (const auto* zones = std::get_if<0>(&outcome); zones != nullptr && !*zones) errors.push_back(zones->error());
  if (const auto* state = std::get_if<1>(&outcome); state != nullptr && !*state) errors.push_back(state->error());
  if (const auto* unit = std::get_if<2>(&outcome)) {
    for (const auto& one : *unit) {
      if (!one) errors.push_back(one.error());
    }
  }
  return errors;
}

std::string judge_text(const Error& error, const std::vector<std::string>& secrets) {
  static constexpr std::size_t kLongest = 1000;
  std::string out;
  if (trim(error.message).empty()) out += "the error has no message\n";
  if (error.message.size() > kLongest) out += cat("the message is longer than ", kLongest, " bytes\n");
  if (!is_utf8(error.message)) out += "the message is not UTF-8\n";
  if (error.message.find('\n') != std::string::npos) out += cat("the message has several lines: ", error.message, '\n');
  const auto shown = cat(error.message, ' ', error.service_code, ' ', unmasked(error.message));
  for (const auto& secret : secrets) {
    for (const auto& form : {secret, http::percent_encode(secret)}) {
      if (shown.find(form) != std::string::npos) {
        out += cat("a secret stands in the error: ", error.message, '\n');
        break;
      }
    }
  }
  return out;
}

}  // namespace ddns::contract
