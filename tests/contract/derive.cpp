#include "contract/derive.h"

#include <array>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::contract {

namespace {

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

/// An error page that shows the whole request, as debug pages of web frameworks do.
test::Reply echo(const test::SeenRequest& seen) {
  std::string body = cat("<html><body>Error at ", seen.method, ' ', seen.target, "<pre>");
  for (const auto& [field, value] : seen.headers) body += cat(field, ": ", value, '\n');
  body += cat('\n', seen.body, "</pre></body></html>");
  return {.status = 502, .headers = {{"Content-Type", "text/html"}}, .body = body};
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
    }
  }
  return out;
}

}  // namespace ddns::contract
