#include "read_notify.h"

#include <map>

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "look_up.h"
#include "node_edit.h"
#include "read_general.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

/// What channels and robots have in common: an id of their own and a kind from the catalogue.
class KindReader {
 public:
  KindReader(Context& context, std::string_view what, bool robots) : context_(context), what_(what), robots_(robots) {}

  /// The kind and the settings, read through `ours` and the kind's own schema; nullopt when something is wrong.
  struct Read {
    const notify::ChannelSpec* spec;
    schema::Values values;
  };
  std::optional<Read> read(const schema::Node& node, const schema::Schema& ours) {
    const std::string id = meant_id(context_, node);
    const auto first = places_.find(id);
    if (!is_new_id(context_, node, what_, id, first == places_.end() ? nullptr : &first->second)) return std::nullopt;
    places_.emplace(id, node.place);
    const auto* spec = find_spec(node);
    if (spec == nullptr) return std::nullopt;
    auto [values, good] = context_.read(notify::with_settings_of(*spec, ours), node);
    if (!good) return std::nullopt;
    if (spec->secrets) context_.add_secrets(spec->secrets(values));
    if (const auto wrong = spec->check ? spec->check(values) : std::nullopt) {
      context_.error(node.place, cat(what_.substr(2), ' ', schema::quote(id), ": ", *wrong));
      return std::nullopt;
    }
    return Read{spec, std::move(values)};
  }
  [[nodiscard]] bool has(const std::string& id) const { return places_.contains(id); }

 private:
  const notify::ChannelSpec* find_spec(const schema::Node& node) {
    std::vector<std::string> types;
    for (const auto& spec : notify::catalogue()) {
      if (!robots_ || spec.limits.robot) types.push_back(spec.id);
    }
    const auto known = cat("there are ", join(types, ", "));
    const auto type = deciding_word(context_, node, "type", known);
    if (!type) return nullptr;
    const auto* spec = notify::find(*type);
    if (spec != nullptr && (!robots_ || spec->limits.robot)) return spec;
    const auto* written = node.find("type");
    const auto shown = written->scalar()->find("${") == std::string::npos ? schema::quote(*type) : "this value";
    context_.error(written->place, cat("unknown type ", shown, " of ", what_), did_you_mean(*type, types, known));
    return nullptr;
  }

  Context& context_;
  std::string_view what_;
  bool robots_;
  std::map<std::string, schema::Place> places_;
};

}  // namespace

notify::Settings read_notify(Context& context, const schema::Node& root) {
  notify::Settings out;
  KindReader reader(context, "a channel", false);
  for_each_map(context, root, "notify", [&](const schema::Node& node) {
    if (auto read = reader.read(node, section("notify"))) {
      out.channels.push_back(notify::channel_settings(*read->spec, std::move(read->values)));
    }
  });
  return out;
}

notify::BridgeSettings read_bridge(Context& context, Environment& environment, const schema::Node& root) {
  notify::BridgeSettings out;
  const auto* node = root.find("bridge");
  const auto absent = map_node(root.place);
  const bool usable = node != nullptr && !node->is_null();
  out.token = context.read(section("bridge"), usable ? *node : absent, {"robots"}).values.secret("token");
  KindReader reader(context, "a robot", true);
  const auto add = [&](const schema::Node& robot) {
    if (auto read = reader.read(robot, notify::robot_schema())) {
      out.robots.push_back(notify::robot_settings(*read->spec, std::move(read->values)));
    }
  };
  if (usable && node->map() != nullptr) for_each_map(context, *node, "robots", add);
  for (const auto& spec : notify::catalogue()) {
    if (!spec.limits.robot) continue;
    auto robot = map_node({.file = "environment"});
    environment.fill(robot, spec.settings, cat("bridge_", spec.id, "_"));
    if (robot.map()->empty() || reader.has(spec.id)) continue;
    put(robot, "id", text_node(spec.id, robot.place));
    put(robot, "type", text_node(spec.id, robot.place));
    add(robot);
  }
  return out;
}

}  // namespace ddns::config
