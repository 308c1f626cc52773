#include "problems.h"

#include <algorithm>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// How one problem of a topic is put, and several.
struct Phrases {
  std::string_view bad, good, many_bad, many_good;
};

Phrases phrases(Topic topic) {
  switch (topic) {
    case Topic::account_blocked:
      return {" is refused", " works again", "accounts are refused", "accounts work again"};
    case Topic::source_failing:
      return {" knows no address", " knows an address again", "sources know no address",
              "sources know an address again"};
    case Topic::config_refused:
      return {" was refused, the former one stays in force", " is accepted again", "configurations refused",
              "configurations accepted again"};
    case Topic::state_failing:
      return {" cannot be written", " is written again", "state files cannot be written",
              "state files are written again"};
    case Topic::channel_failing:
      return {" does not deliver", " delivers again", "channels do not deliver", "channels deliver again"};
    default:
      return {" is not up to date", " is up to date again", "records are not up to date",
              "records are up to date again"};
  }
}

constexpr std::size_t kMostLines = 30;

/// Lines for a text, the rest as a number.
std::string lines_of(const std::vector<std::string>& lines) {
  const std::size_t shown = std::min(lines.size(), kMostLines);
  auto out = join(std::span(lines).first(shown), "\n");
  if (shown < lines.size()) out += cat("\n… and ", lines.size() - shown, " more");
  return out;
}

std::string note_text(const Trouble& trouble, WallTime since) {
  return http::JsonObject()
      .set("topic", to_string(trouble.topic))
      .set("severity", to_string(trouble.severity))
      .set("subject", trouble.subject)
      .set("since", format_rfc3339(since))
      .to_string();
}

/// Several problems of one topic, as a message in the making.
struct Group {
  std::vector<std::string> subjects, lines;
  Severity severity = Severity::info;
};

Message message_of(Topic topic, Topic told_as, const Group& group, Now now) {
  const auto words = phrases(topic);
  const bool over = told_as == Topic::recovered;
  const bool single = group.subjects.size() == 1;
  return {.topic = told_as,
          .severity = group.severity,
          .title = single ? cat(group.subjects.front(), over ? words.good : words.bad)
                          : cat(group.subjects.size(), ' ', over ? words.many_good : words.many_bad),
          .text = lines_of(group.lines),
          .at = now.wall};
}

}  // namespace

void Problems::report(const Trouble& trouble, const Rules& rules, Now now) {
  // It came back before its end was told: nobody needs to know that it was away.
  if (auto back = mended_.extract(trouble.key)) {
    open_.insert(std::move(back));
    return;
  }
  auto [at, is_new] = open_.try_emplace(trouble.key);
  Problem& problem = at->second;
  const unsigned counted = problem.trouble.failures + 1;
  if (is_new) {
    problem.first = now.steady;
    problem.since = now.wall;
  }
  if (problem.stage == Stage::announced) return;
  problem.trouble = trouble;
  if (trouble.failures == 0) problem.trouble.failures = counted;
  ripen(problem, rules, now.steady);
}

SteadyTime Problems::ripe_at(const Problem& problem, const Rules& rules) {
  return problem.first + std::max(rules.after, problem.trouble.at_least);
}

void Problems::ripen(Problem& problem, const Rules& rules, SteadyTime now) {
  if (problem.stage != Stage::quiet) return;
  const auto& trouble = problem.trouble;
  const bool often = trouble.at_least.count() == 0 && trouble.failures >= rules.after_failures;
  if (!trouble.at_once && !often && now < ripe_at(problem, rules)) return;
  problem.stage = Stage::ripe;
  if (!flush_) flush_ = now + rules.settle;
}

void Problems::mend(const std::string& key, const Rules& rules, Now now) {
  auto found = open_.extract(key);
  if (!found || found.mapped().stage != Stage::announced) return;
  mended_.insert(std::move(found));
  if (!flush_) flush_ = now.steady + rules.settle;
}

void Problems::forget(const std::function<bool(const std::string& key)>& gone, Digested& out) {
  for (auto* problems : {&open_, &mended_}) {
    std::erase_if(*problems, [&](const auto& entry) {
      if (!gone(entry.first)) return false;
      if (entry.second.stage == Stage::announced) out.notes.emplace_back(entry.first, "");
      return true;
    });
  }
}

void Problems::drop_quiet(const std::function<bool(const std::string& key)>& which) {
  std::erase_if(open_, [&](const auto& entry) { return entry.second.stage != Stage::announced && which(entry.first); });
}

void Problems::tick(const Rules& rules, Now now, Digested& out) {
  for (auto& [key, problem] : open_) ripen(problem, rules, now.steady);
  if (!flush_ || now.steady < *flush_) return;
  flush_.reset();
  announce(now, out);
  tell_mended(now, out);
}

void Problems::announce(Now now, Digested& out) {
  std::map<Topic, Group> groups;
  for (auto& [key, problem] : open_) {
    if (problem.stage != Stage::ripe) continue;
    problem.stage = Stage::announced;
    const auto& trouble = problem.trouble;
    auto& group = groups[trouble.topic];
    group.subjects.push_back(trouble.subject);
    group.lines.push_back(cat(trouble.subject, ": ", trouble.detail, " (since ", format_rfc3339(problem.since), ")"));
    group.severity = std::max(group.severity, trouble.severity);
    out.notes.emplace_back(key, note_text(trouble, problem.since));
  }
  for (const auto& [topic, group] : groups) out.messages.push_back(message_of(topic, topic, group, now));
}

void Problems::tell_mended(Now now, Digested& out) {
  std::map<Topic, Group> groups;
  for (const auto& [key, problem] : mended_) {
    const auto& trouble = problem.trouble;
    auto& group = groups[trouble.topic];
    group.subjects.push_back(trouble.subject);
    const auto lasted = std::chrono::floor<std::chrono::seconds>(std::max(now.wall, problem.since) - problem.since);
    group.lines.push_back(cat(trouble.subject, phrases(trouble.topic).good, " after ", format_duration(lasted)));
    group.severity = std::max(group.severity, trouble.severity);
    out.notes.emplace_back(key, "");
  }
  mended_.clear();
  for (const auto& [topic, group] : groups) out.messages.push_back(message_of(topic, Topic::recovered, group, now));
}

std::optional<SteadyTime> Problems::due(const Rules& rules) const {
  std::optional<SteadyTime> out = flush_;
  for (const auto& [key, problem] : open_) {
    if (problem.stage != Stage::quiet) continue;
    const auto at = ripe_at(problem, rules);
    if (!out || at < *out) out = at;
  }
  return out;
}

bool Problems::any_announced() const {
  return std::any_of(open_.begin(), open_.end(),
                     [](const auto& entry) { return entry.second.stage == Stage::announced; });
}

void Problems::restore(const std::string& key, const std::string& text) {
  const auto json = http::Json::parse(text);
  if (!json) return;
  const auto topic = topic_from(json->string("/topic"));
  const auto severity = severity_from(json->string("/severity"));
  const auto since = parse_rfc3339(json->string("/since"));
  if (!topic || !severity || !since) return;
  Problem problem{.trouble = {.key = key, .topic = *topic, .severity = *severity, .subject = json->string("/subject")},
                  .stage = Stage::announced,
                  .since = *since};
  open_.insert_or_assign(key, std::move(problem));
}

}  // namespace ddns::notify
