#include "contract/run.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "contract/doors.h"
#include "ddns/core/text.h"
#include "ddns/log/secret_filter.h"
#include "ddns/schema/node.h"
#include "support/exchange_script.h"

namespace ddns::contract {

namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::milliseconds kShort{400};  ///< for peers that do not answer

std::string difference(const Step& step, const test::SeenRequest& seen) {
  const auto [path, query] = std::pair(step.target.substr(0, step.target.find('?')), step.target.find('?'));
  test::Expected expected{.method = step.method,
                          .path = path,
                          .query = step.query,
                          .headers = step.headers,
                          .body = step.body,
                          .json = step.json,
                          .form = step.form,
                          .check = step.check};
  if (query != std::string::npos) expected.query = seen.query_pairs();  // compared below, byte by byte
  auto out = test::difference(expected, seen);
  if (query != std::string::npos && seen.target != step.target)
    out += cat("  target\n    expected: ", step.target, "\n    seen:     ", seen.target, '\n');
  return out;
}

/// The service: answers its steps in order, each once; or, for calls at the same time, in any order and again.
class FarSide {
 public:
  FarSide(std::vector<Step> steps, bool repeats) : steps_(std::move(steps)), repeats_(repeats) {}

  test::Reply answer(const test::SeenRequest& seen) {
    const std::lock_guard lock(mutex_);
    ++count_;
    std::string differences;
    const std::size_t from = repeats_ ? 0 : next_;
    const std::size_t to = repeats_ ? steps_.size() : std::min(next_ + 1, steps_.size());
    for (std::size_t at = from; at < to; ++at) {
      const auto differs = difference(steps_[at], seen);
      if (differs.empty()) {
        next_ = at + 1;
        return steps_[at].answer ? steps_[at].answer(seen) : steps_[at].reply;
      }
      differences += differs;
    }
    if (from == to) differences = "  nothing more was expected\n";
    problems_ +=
        cat("request ", count_, " is not the expected one: ", seen.method, ' ', seen.target, '\n', differences);
    return test::Reply::text(599, "unexpected request");
  }

  /// Differences, and steps that never happened.
  std::string problems(std::size_t calls) {
    const std::lock_guard lock(mutex_);
    std::string out = problems_;
    if (count_ < steps_.size() * calls) out += cat("only ", count_, " of ", steps_.size() * calls, " requests came\n");
    return out;
  }

 private:
  std::mutex mutex_;
  std::vector<Step> steps_;
  bool repeats_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::string problems_;
};

Outcome act(const provider::Provider& provider, const Action& action, const Call& call) {
  if (const auto* find = std::get_if<FindZones>(&action)) return provider.find_zones(find->names, call);
  if (const auto* scope = std::get_if<provider::ReadScope>(&action)) return provider.read(*scope, call);
  return provider.apply(std::get<plan::Unit>(action), call);
}

schema::Node text_node(const std::string& text, const std::string& url) {
  schema::Node node;
  node.quoted = true;
  node.value = replace_all(text, "{endpoint}", url);
  return node;
}

schema::Node to_node(const Setting& setting, const std::string& url) {
  schema::Node node;
  if (const auto* text = std::get_if<std::string>(&setting)) return text_node(*text, url);
  if (const auto* list = std::get_if<std::vector<std::string>>(&setting)) {
    schema::Node::List items;
    for (const auto& item : *list) items.push_back(text_node(item, url));
    node.value = std::move(items);
    return node;
  }
  schema::Node::Map map;
  for (const auto& [field, value] : std::get<2>(setting))
    map.emplace_back(text_node(field, url), text_node(value, url));
  node.value = std::move(map);
  return node;
}

void put_over(Settings& settings, const Settings& more) {
  for (const auto& [field, value] : more) {
    std::erase_if(settings, [&](const auto& one) { return one.first == field; });
    settings.emplace_back(field, value);
  }
}

Result<std::unique_ptr<provider::Provider>> make(const provider::ProviderSpec& spec, const ScenarioSet& set,
                                                 const Settings& more, const std::string& url) {
  auto values = read_settings(spec, set, more, url);
  if (!values) return fail(std::move(values).error());
  return spec.make(*values);
}

std::string judge_texts(const Outcome& outcome, const std::vector<std::string>& secrets, bool masked) {
  log::SecretFilter filter;
  filter.know({secrets.begin(), secrets.end()});
  std::string out;
  for (auto error : errors_in(outcome)) {
    if (masked) error.message = filter.mask(std::move(error.message));
    if (masked) error.service_code = filter.mask(std::move(error.service_code));
    out += judge_text(error, secrets);
  }
  return out;
}

std::string play_with_peer(const provider::ProviderSpec& spec, const ScenarioSet& set, const Scenario& scenario) {
  const auto peer = scenario.peer();
  auto more = scenario.settings;
  put_over(more, peer->settings());
  const auto provider = make(spec, set, more, "http://127.0.0.1:1");
  if (!provider) return cat("the provider cannot be made: ", provider.error().message, '\n');
  Doors doors(true);
  const auto outcome =
      act(**provider, scenario.action, doors.call(scenario.which == Case::timeout ? kShort : kPatience));
  return judge(outcome, scenario.expected) + judge_texts(outcome, secrets_of(spec, set, scenario), scenario.masked) +
         peer->problems();
}

}  // namespace

std::vector<std::string> secrets_of(const provider::ProviderSpec& spec, const ScenarioSet& set,
                                    const Scenario& scenario) {
  std::vector<std::string> secrets;
  const auto collect = [&](const Settings& settings) {
    for (const auto& [field, value] : settings) {
      const auto* described = spec.settings.find(field);
      if (described == nullptr) continue;
      if (const auto* map = std::get_if<2>(&value); map != nullptr && field == "secrets") {
        for (const auto& [name, text] : *map) secrets.push_back(text);
      }
      const auto* text = std::get_if<std::string>(&value);
      if (text != nullptr && described->kind == schema::Kind::secret) secrets.push_back(*text);
    }
  };
  collect(set.settings);
  collect(scenario.settings);
  return secrets;
}

Result<schema::Values> read_settings(const provider::ProviderSpec& spec, const ScenarioSet& set, const Settings& more,
                                     const std::string& server_url) {
  Settings all;
  if (spec.settings.find("endpoint") != nullptr) all.emplace_back("endpoint", "{endpoint}" + set.base_path);
  put_over(all, set.settings);
  put_over(all, more);
  schema::Node::Map map;
  for (const auto& [field, value] : all) map.emplace_back(text_node(field, server_url), to_node(value, server_url));
  schema::Node node;
  node.value = std::move(map);
  Diagnostics diagnostics;
  auto values = schema::read(
      spec.settings, node, [](std::string_view text) -> Result<std::string> { return std::string(text); }, {},
      diagnostics);
  if (!has_errors(diagnostics)) return values;
  std::string text;
  for (const auto& diagnostic : diagnostics) text += diagnostic.to_string() + "; ";
  return fail(Reason::config, text);
}

std::string play(const provider::ProviderSpec& spec, const ScenarioSet& set, const Scenario& scenario) {
  if (scenario.peer) return play_with_peer(spec, set, scenario);
  FarSide far(scenario.steps, false);
  Doors doors(false);
  const test::StubServer server([&](const test::SeenRequest& seen) {
    auto reply = far.answer(seen);
    if (reply.never) doors.let_time_run_out();  // instead of waiting for it
    return reply;
  });
  const auto provider = make(spec, set, scenario.settings, server.url());
  if (!provider) return cat("the provider cannot be made: ", provider.error().message, '\n');
  const auto outcome = act(**provider, scenario.action, doors.call(kPatience));
  return judge(outcome, scenario.expected) + judge_texts(outcome, secrets_of(spec, set, scenario), scenario.masked) +
         far.problems(1);
}

std::string play_at_once(const provider::ProviderSpec& spec, const ScenarioSet& set, const Scenario& scenario,
                         int threads) {
  FarSide far(scenario.steps, true);
  const test::StubServer server([&far](const test::SeenRequest& seen) { return far.answer(seen); });
  const auto provider = make(spec, set, scenario.settings, server.url());
  if (!provider) return cat("the provider cannot be made: ", provider.error().message, '\n');
  std::mutex mutex;
  std::string problems;
  std::vector<std::thread> callers;
  for (int i = 0; i < threads; ++i) {
    callers.emplace_back([&] {
      Doors doors(false);
      const auto outcome = act(**provider, scenario.action, doors.call(kPatience));
      const auto found = judge(outcome, scenario.expected);
      const std::lock_guard lock(mutex);
      problems += found;
    });
  }
  for (auto& caller : callers) caller.join();
  return problems + far.problems(static_cast<std::size_t>(threads));
}

}  // namespace ddns::contract
