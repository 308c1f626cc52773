#include "environment.h"

#include <array>

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "node_edit.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

constexpr std::string_view kPrefix = "DDNS_";
/// Read by the program before there is a configuration.
constexpr std::array<std::string_view, 2> kForeign{"DDNS_CONFIG", "DDNS_CONFIG_FILE"};

std::string name_of(std::string_view prefix, std::string_view key) {
  return cat(kPrefix, to_upper(prefix), to_upper(key));
}

schema::Place place_of(const std::string& name) { return {.file = cat("environment ", name)}; }

/// Of the account's settings those that every provider has, and those of the providers.
std::set<std::string> short_form_names(const Input& input) {
  std::set<std::string> out;
  const auto add = [&](const schema::Schema& schema) {
    for (const auto& field : schema.fields) out.insert(name_of("", field.key));
  };
  add(short_form_schema());
  add(account_schema());
  for (const auto& id : input.provider_ids) {
    if (const auto* spec = input.find_provider(id)) add(spec->settings);
  }
  return out;
}

}  // namespace

Environment::Environment(const Input& input) {
  for (const auto& [name, value] : input.environment) {
    if (name.starts_with(kPrefix)) variables_.emplace(name, value);
  }
}

const std::string* Environment::variable(const std::string& name) {
  known_.insert(name);
  const auto it = variables_.find(name);
  return it == variables_.end() || it->second.empty() ? nullptr : &it->second;
}

std::string_view Environment::get(std::string_view key) {
  const auto* value = variable(name_of("", key));
  return value == nullptr ? std::string_view{} : *value;
}

void Environment::fill_sections(schema::Node& root) {
  for (const auto& part : sections()) {
    if (part.list) continue;
    if (part.key.empty()) {
      fill(root, part.settings);
      continue;
    }
    auto* map = find(root, part.key);
    // What is there but is no map is reported when it is read.
    if (map != nullptr && map->map() == nullptr && !map->is_null()) continue;
    auto filled = map == nullptr || map->is_null() ? map_node(map == nullptr ? schema::Place{} : map->place) : *map;
    fill(filled, part.settings, part.key + "_");
    if (!filled.map()->empty()) put(root, part.key, std::move(filled));
  }
}

void Environment::fill(schema::Node& map, const schema::Schema& schema, const std::string& prefix) {
  for (const auto& field : schema.fields) {
    if (field.kind == schema::Kind::text_map) continue;
    const auto name = name_of(prefix, field.key);
    const auto* value = variable(name);
    const auto* file = field.kind == schema::Kind::secret ? variable(name + "_FILE") : nullptr;
    if (find(map, field.key) != nullptr) continue;
    if (value != nullptr) {
      put(map, field.key, text_node(*value, place_of(name)));
    } else if (file != nullptr) {
      put(map, field.key, text_node(cat("${file:", *file, '}'), place_of(name + "_FILE")));
    }
  }
}

std::set<std::string> Environment::known() const {
  auto out = known_;
  out.insert(kForeign.begin(), kForeign.end());
  return out;
}

void Environment::report_unused(Context& context, bool short_form) const {
  const auto not_used = short_form ? std::set<std::string>{} : short_form_names(context.input);
  const auto expected = known();
  const std::vector<std::string> candidates(expected.begin(), expected.end());
  for (const auto& [name, value] : variables_) {
    if (expected.contains(name) || context.references.used().contains(name)) continue;
    if (not_used.contains(name)) {
      context.warning(place_of(name), "not used: the file has `accounts` and `records`",
                      "set it there, or leave both out of the file");
      continue;
    }
    const auto near = nearest(name, candidates);
    context.warning(place_of(name), "no setting has this name",
                    near ? cat("did you mean ", *near, "?") : std::string{});
  }
}

}  // namespace ddns::config
