#include "dyndns2/judge.h"

#include <algorithm>
#include <array>

#include "ddns/core/text.h"
#include "ddns/http/status.h"
#include "shared/codes.h"
#include "shared/says.h"

namespace ddns::providers::dyndns2 {
namespace {

using provider::Ack;
using std::chrono::seconds;

/// What "too frequent" asks for where it says no time: ten minutes, the longest that any service documents.
constexpr seconds kTooFrequent{600};

constexpr std::string_view kSlow = "the service wants fewer updates";
constexpr std::string_view kTrouble = "the service has trouble, it will be tried again later";
constexpr std::string_view kRequest = "the service does not take such requests; check the account's settings";

/// help.dyn.com "Return codes", www.noip.com/integrate/response, and what their imitators added.
constexpr std::array kWords{
    CodeRow{"badauth", Reason::auth, "check the credentials of the account"},
    CodeRow{"!yours", Reason::auth, "the host belongs to another account there"},
    CodeRow{"!donator", Reason::config, "the service offers this to paying customers only"},
    CodeRow{"!active", Reason::config, "the host or account is not active yet; activate it at the service"},
    CodeRow{"notfqdn", Reason::config, "the service does not take this as a complete host name"},
    CodeRow{"nofqdn", Reason::config, "the service does not take this as a complete host name"},
    CodeRow{"nohost", Reason::config, "the account has no such host; create it at the service, or correct the name"},
    CodeRow{"numhost", Reason::config, "the host cannot be updated alone; see its settings at the service"},
    CodeRow{"abuse", Reason::blocked, "the service has blocked this host for too many updates; ask the service"},
    CodeRow{"badagent", Reason::config, "the service refuses this program; please report it"},
    CodeRow{"badsys", Reason::config, kRequest},
    CodeRow{"badrequest", Reason::config, kRequest},
    CodeRow{"badip", Reason::rejected, "the service refuses this address"},
    CodeRow{"dnserr", Reason::http_5xx, kTrouble},
    CodeRow{"911", Reason::http_5xx, kTrouble},
    CodeRow{"servererror", Reason::http_5xx, kTrouble},
    CodeRow{"fatal", Reason::http_5xx, kTrouble},
    CodeRow{"toofast", Reason::rate_limited, kSlow},
    CodeRow{"toosoon", Reason::rate_limited, kSlow},
    CodeRow{"too_soon", Reason::rate_limited, kSlow},
    CodeRow{"too_freq", Reason::rate_limited, kSlow},
    CodeRow{"interval", Reason::rate_limited, kSlow},
    CodeRow{"blocked", Reason::rate_limited, kSlow},
};

const CodeRow* find(std::string_view word) { return find_code(kWords, word); }

/// The words of the body's first line, in lower case.
struct FirstLine {
  std::string word;
  std::string rest;
};

FirstLine first_line(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const auto text = trim(body);
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  const auto end = line.find_first_of(" \t");
  if (end == std::string_view::npos) return {to_lower(line), {}};
  return {to_lower(line.substr(0, end)), std::string(trim(line.substr(end)))};
}

std::string lookup(const Pairs& pairs, std::string_view word) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == word; });
  return found == pairs.end() ? std::string() : found->second;
}

/// The protocol's word for this answer; empty when there is none.
std::string translate(const Row& row, const http::Response& response, const FirstLine& line) {
  for (const auto& [phrase, word] : row.phrases) {
    if (response.body.find(phrase) != std::string::npos) return word;
  }
  auto word = lookup(row.words, line.word);
  if (word.empty() && (line.word == "good" || line.word == "nochg" || find(line.word) != nullptr)) word = line.word;
  if (!word.empty() || (response.ok() && !line.word.empty())) return word;
  for (const auto& [status, meaning] : row.statuses) {
    if (status == response.status) return meaning;
  }
  return {};
}

/// Dyn's "good 127.0.0.1": the request was taken and ignored.
bool is_ignored(const FirstLine& line, const plan::UpdateHost& update) {
  return line.rest == "127.0.0.1" && (!update.ipv4 || update.ipv4->to_string() != line.rest);
}

bool says_unchanged(const Row& row, const http::Response& response) {
  return !row.unchanged.empty() && response.body.find(row.unchanged) != std::string::npos;
}

tl::unexpected<Error> refusal(const Account& account, const plan::UpdateHost& update, const CodeRow& word,
                              const http::Response& response, WallTime now) {
  Error error{.reason = word.reason,
              .message = cat("updating ", update.name.text(), ": ", account.row.name, " answered ", says(word.code),
                             "; ", word.advice),
              .service_code = std::string(word.code)};
  const auto asked = http::retry_after(response.headers, now);
  if (word.reason == Reason::rate_limited) error.retry_after = asked.value_or(kTooFrequent);
  if (word.reason == Reason::http_5xx) error.retry_after = std::max(asked.value_or(seconds{0}), account.row.outage);
  return fail(std::move(error));
}

/// An answer without a word: its status decides.
tl::unexpected<Error> by_status(const Account& account, const plan::UpdateHost& update, const http::Response& response,
                                WallTime now) {
  const http::Request request{.url = update.ipv4 ? account.endpoint : account.endpoint6, .writes = true};
  Error error = http::status_error(cat("updating ", update.name.text()), request, response, now);
  if (response.ok()) {
    error.effect = Effect::unknown;
    error.message += cat(", but not in the way of ", account.row.name, "; check the endpoint setting");
  }
  if (error.reason == Reason::not_found || error.reason == Reason::conflict) error.reason = Reason::config;
  if (error.reason == Reason::rate_limited) {
    error.retry_after = http::retry_after(response.headers, now).value_or(kTooFrequent);
  }
  return fail(std::move(error));
}

}  // namespace

Result<Ack> judge(const Account& account, const plan::UpdateHost& update, const http::Response& response,
                  WallTime now) {
  if (response.status == 429) return by_status(account, update, response, now);
  const auto line = first_line(response.body);
  const auto word = translate(account.row, response, line);
  if (const auto* known = find(word)) return refusal(account, update, *known, response, now);
  if (!response.ok() || word.empty()) return by_status(account, update, response, now);
  if (is_ignored(line, update)) {
    return fail(Reason::rejected, cat("updating ", update.name.text(), ": ", account.row.name,
                                      " took the request and ignored it (good 127.0.0.1); look at the host's and "
                                      "account's state at the service"));
  }
  return Ack{.unchanged = word == "nochg" || says_unchanged(account.row, response)};
}

}  // namespace ddns::providers::dyndns2
