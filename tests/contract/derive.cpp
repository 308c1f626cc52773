#include "contract/derive.h"

#include <array>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::contract {

namespace {

/// Telling lines of a request that are put into a refusal, one at a time.
constexpr std::size_t kTellingLines = 4;

constexpr std::string_view kPage =
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";

test::Reply page(int status) {
  return {.status = status, .headers = {{"Content-Type", "text/html"}}, .body = std::string(kPage)};
}

bool writes(const Step& step) { return step.writes.value_or(step.method != "GET" && step.method != "HEAD"); }

bool is_json(const Step& step) { return nlohmann::json::accept(step.reply.body); }

void add_unknown_fields(nlohmann::json& value) {
  for (auto& inside : value) {
    if (inside.is_structured()) add_unknown_fields(inside);
  }
  if (!value.is_object()) return;
  value["zz_not_known"] = {{"list", {1, nullptr, true}}};
  value["aa_not_known"] = "text";
}

/// The request line, the header fields that are not every request's, the body.
std::vector<std::string> telling_lines(const test::SeenRequest& seen) {
  static constexpr std::array<std::string_view, 7> kPlain = {
      "Host", "User-Agent", "Connection", "Accept", "Accept-Encoding", "Content-Type", "Content-Length"};
  std::vector<std::string> lines{cat(seen.method, ' ', seen.target)};
  for (const auto& [field, value] : seen.headers) {
    const bool plain = std::any_of(kPlain.begin(), kPlain.end(), [&](auto one) { return iequals(one, field); });
    if (!plain) lines.push_back(cat(field, ": ", value));
  }
  if (!seen.body.empty()) lines.push_back(seen.body);
  return lines;
}

std::string all_of(const test::SeenRequest& seen) {
  std::string text = cat(seen.method, ' ', seen.target, '\n');
  for (const auto& [field, value] : seen.headers) text += cat(field, ": ", value, '\n');
  return text + '\n' + seen.body;
}

/// An error page that shows the whole request, as debug pages of web frameworks do.
test::Reply echo(const test::SeenRequest& seen) {
  return {.status = 502,
          .headers = {{"Content-Type", "text/html"}},
          .body = cat("<html><body>Error at <pre>", all_of(seen), "</pre></body></html>")};
}

/// `base` refused at step `at`, in the service's own form, with one telling line of the request as the reason.
Scenario with_refusal(const Refusal& refusal, const Scenario& base, std::size_t at, std::size_t line) {
  Scenario made = base;
  made.which = Case::secret_echo;
  made.note = cat(to_string(base.which), " refused at step ", at + 1, " for line ", line + 1, " of the request");
  made.masked = true;
  made.expected = refusal.failure;
  made.steps.resize(at + 1);
  made.steps[at].answer = [refusal, line](const test::SeenRequest& seen) {
    const auto lines = telling_lines(seen);
    return refusal.reply(cat("cannot do this: ", lines[std::min(line, lines.size() - 1)]));
  };
  return made;
}

Failure failure(Reason reason, const Scenario& base, const Step& step) {
  const bool applies = std::holds_alternative<plan::Unit>(base.action) && writes(step);
  return {.reason = reason, .effect = applies ? Effect::unknown : Effect::none};
}

/// `base` with the fault at step `at`; nullopt when the fault does not fit that step.
std::optional<Scenario> with_fault(Case which, const Scenario& base, std::size_t at) {
  Scenario made = base;
  made.which = which;
  made.note = cat(to_string(base.which), " with the fault at step ", at + 1);
  made.steps.resize(at + 1);
  Step& step = made.steps[at];
  const auto fails = [&](test::Reply reply, Reason reason) {
    step.reply = std::move(reply);
    made.expected = failure(reason, base, step);
    return made;
  };
  switch (which) {
    case Case::server_error:
      return fails(page(500), Reason::http_5xx);
    case Case::html_answer:
      return fails(page(200), Reason::malformed);
    case Case::timeout:
      return fails(test::Reply::hang(), Reason::timeout);
    case Case::dropped_connection:
      return fails(test::Reply::drop(), Reason::connect);
    case Case::truncated_answer: {
      if (step.reply.status / 100 != 2 || step.reply.body.size() < 2 || !is_json(step)) return std::nullopt;
      auto cut = step.reply;
      cut.body.resize(cut.body.size() - 2);
      return fails(std::move(cut), Reason::malformed);
    }
    case Case::secret_echo:
      step.answer = echo;
      return fails({}, Reason::http_5xx);
    default:
      return std::nullopt;
  }
}

/// `base` with every answer changed in a way that must not matter.
std::optional<Scenario> with_oddity(Case which, const Scenario& base) {
  Scenario made = base;
  made.which = which;
  made.note = cat(to_string(base.which), " with odd answers");
  bool fits = false;
  for (auto& step : made.steps) {
    if (step.reply.body.empty()) continue;
    if (which == Case::wrong_content_type) {
      step.reply.headers.erase(std::remove_if(step.reply.headers.begin(), step.reply.headers.end(),
                                              [](const auto& field) { return iequals(field.first, "Content-Type"); }),
                               step.reply.headers.end());
      step.reply.headers.emplace_back("Content-Type", "text/plain");
      fits = true;
    } else if (is_json(step)) {
      auto body = nlohmann::json::parse(step.reply.body);
      add_unknown_fields(body);
      step.reply.body = body.dump();
      fits = true;
    }
  }
  return fits ? std::optional(made) : std::nullopt;
}

}  // namespace

std::vector<Scenario> derive(Case which, const ScenarioSet& set) {
  static constexpr std::array<Case, 4> kPlain = {Case::find_zone, Case::read_existing, Case::create_a, Case::update};
  std::vector<Scenario> out;
  for (const auto& base : set.scenarios) {
    if (std::find(kPlain.begin(), kPlain.end(), base.which) == kPlain.end()) continue;
    if (base.steps.empty() || std::holds_alternative<Failure>(base.expected)) continue;
    if (which == Case::wrong_content_type || which == Case::unknown_fields) {
      if (auto made = with_oddity(which, base)) out.push_back(std::move(*made));
      continue;
    }
    for (std::size_t at = 0; at < base.steps.size(); ++at) {
      if (auto made = with_fault(which, base, at)) out.push_back(std::move(*made));
      if (which != Case::secret_echo || !set.refusal) continue;
      // Messages show the beginning of a service's words only, so each line has a turn at the beginning.
      for (std::size_t line = 0; line < kTellingLines; ++line) {
        out.push_back(with_refusal(*set.refusal, base, at, line));
      }
    }
  }
  return out;
}

}  // namespace ddns::contract
