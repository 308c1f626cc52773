#include "read_general.h"

#include <algorithm>
#include <array>

#include "addresses.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"

namespace ddns::config {
namespace {

using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::seconds;

/// The member of an enum whose word stands at the same place of `words`.
template <class Enum, std::size_t N>
Enum one_of(const std::string& word, const std::array<std::string_view, N>& words) {
  const auto at = std::find(words.begin(), words.end(), word) - words.begin();
  return static_cast<Enum>(at == static_cast<std::ptrdiff_t>(N) ? 0 : at);
}

std::vector<dns::Server> servers(const std::vector<std::string>& texts) {
  std::vector<dns::Server> out;
  for (const auto& text : texts) {
    if (auto server = parse_server(text)) out.push_back(*server);
  }
  return out;
}

LogSettings log_settings(const schema::Values& values) {
  LogSettings out;
  out.level = one_of<LogLevel>(values.text("level"),
                               std::array<std::string_view, 5>{"trace", "debug", "info", "warn", "error"});
  out.path = values.text("path");
  out.max_size = values.size("max_size");
  out.keep = static_cast<unsigned>(values.integer("keep"));
  out.total = values.size("total");
  out.compress = values.boolean("compress");
  out.rotation =
      one_of<LogRotation>(values.text("rotation"), std::array<std::string_view, 3>{"internal", "external", "none"});
  out.format = one_of<LogFormat>(values.text("format"), std::array<std::string_view, 2>{"json", "text"});
  if (values.has("stdout")) out.to_stdout = values.boolean("stdout");
  return out;
}

/// A section's settings; an absent section is one full of defaults.
schema::Values read_section(Context& context, const schema::Node& root, std::string_view key) {
  const auto* node = root.find(key);
  return context.read(section(key), node == nullptr ? schema::Node{.place = root.place} : *node).values;
}

plan::RetryRules retry_rules(Context& context, const schema::Node& root) {
  const auto values = read_section(context, root, "retry");
  plan::RetryRules out;
  out.first = values.duration("first");
  out.cap = values.duration("cap");
  out.probe_first = values.duration("probe_first");
  out.probe_cap = values.duration("probe_cap");
  out.rate_limited_default = values.duration("rate_limited");
  const auto* node = root.find("retry");
  const auto& place = node == nullptr ? root.place : node->place;
  if (values.has("first") && values.has("cap") && out.first > out.cap) {
    context.error(place, "`retry.first` is longer than `retry.cap`");
  }
  if (values.has("probe_first") && values.has("probe_cap") && out.probe_first > out.probe_cap) {
    context.error(place, "`retry.probe_first` is longer than `retry.probe_cap`");
  }
  return out;
}

}  // namespace

engine::VerifySettings read_general(Context& context, const schema::Node& root, Configuration& configuration) {
  std::vector<std::string> others;
  for (const auto& part : sections()) others.push_back(part.key);
  auto& engine = configuration.engine;
  const auto values = context.read(section(""), root, others).values;
  engine.interval = values.duration("interval");
  engine.settle = values.duration("settle");
  if (auto listen = parse_listen(values.text("listen"))) configuration.listen = *std::move(listen);

  const auto log = read_section(context, root, "log");
  configuration.log = log_settings(log);
  if (const auto* node = root.find("log"); log.has("total") && log.has("max_size") && node != nullptr &&
                                           configuration.log.total < configuration.log.max_size) {
    context.error(node->place, "`log.total` is smaller than `log.max_size`");
  }
  const auto state = read_section(context, root, "state");
  configuration.state = {state.text("path"), duration_cast<hours>(state.duration("retention"))};
  configuration.web.token = read_section(context, root, "web").secret("token");

  const auto verify = read_section(context, root, "verify");
  engine.verify_interval = verify.duration("interval");
  engine.resolvers = servers(verify.list("resolvers"));
  engine.health.stale_after = duration_cast<seconds>(read_section(context, root, "health").duration("stale_after"));
  engine.retry = retry_rules(context, root);
  return {.enabled = verify.boolean("enabled"), .deadline = verify.duration("deadline")};
}

engine::VerifySettings read_verify(Context& context, const schema::Node& node, engine::VerifySettings base) {
  if (const auto* word = node.scalar(); word != nullptr && (iequals(*word, "true") || iequals(*word, "false"))) {
    base.enabled = iequals(*word, "true");
    return base;
  }
  if (node.map() == nullptr) {
    context.error(node.place, "`verify` must be true, false or a map");
    return base;
  }
  const auto [values, good] = context.read(verify_schema(), node);
  if (values.has("enabled")) base.enabled = values.boolean("enabled");
  if (values.has("servers")) base.servers = servers(values.list("servers"));
  if (values.has("deadline")) base.deadline = values.duration("deadline");
  if (values.has("key_name")) base.key_name = values.text("key_name");
  if (values.has("key_algorithm")) base.key_algorithm = values.text("key_algorithm");
  if (values.has("key_secret")) base.key_secret = values.secret("key_secret");
  if (!base.key_name.empty() && base.key_algorithm.empty()) base.key_algorithm = "hmac-sha256";
  if (good && base.key_name.empty() != base.key_secret.empty()) {
    context.error(node.place, "`key_name` and `key_secret` belong together", "give both or none");
  }
  return base;
}

void for_each_map(Context& context, const schema::Node& root, std::string_view key,
                  const std::function<void(const schema::Node&)>& each) {
  const auto* list = root.find(key);
  if (list == nullptr || list->is_null()) return;
  if (list->list() == nullptr) {
    context.error(list->place, cat('`', key, "` must be a list"), "begin every element with `- `");
    return;
  }
  for (const auto& element : *list->list()) {
    if (element.map() != nullptr) {
      each(element);
    } else {
      context.error(element.place, cat("every element of `", key, "` must be a map"),
                    "write `key: value` lines, indented alike");
    }
  }
}

}  // namespace ddns::config
