#include "read_sources.h"

#include <algorithm>

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/connection.h"
#include "ddns/schema/quote.h"
#include "http_options.h"
#include "look_up.h"
#include "node_edit.h"
#include "read_general.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

std::vector<Prefix> prefixes(const std::vector<std::string>& texts) {
  std::vector<Prefix> out;
  for (const auto& text : texts) {
    if (auto prefix = Prefix::parse(text)) out.push_back(*prefix);
  }
  return out;
}

plan::AdmissionRules admission(const schema::Values& values) {
  return {.allow_private = values.boolean("allow_private"),
          .allow_cgnat = values.boolean("allow_cgnat"),
          .allow_documentation = values.boolean("allow_documentation"),
          .allow_cdn = values.boolean("allow_cdn"),
          .allow = prefixes(values.list("allow")),
          .deny = prefixes(values.list("deny"))};
}

/// Connection settings that this type has no use for: whoever writes one counts on it.
std::vector<std::string> refuse_connection(Context& context, const ipsource::SourceSpec& spec,
                                           const schema::Node& node) {
  std::vector<std::string> refused;
  for (const auto& field : schema::connection_fields({})) {
    const auto* written = node.find(field.key);
    if (written == nullptr || spec.settings.find(field.key) != nullptr) continue;
    context.error(written->place, cat("a source of type ", spec.type, " has no use for `", field.key, '`'),
                  cat("remove `", field.key, '`'));
    refused.push_back(field.key);
  }
  return refused;
}

class SourceReader {
 public:
  explicit SourceReader(Context& context) : context_(context) {}

  void read(const schema::Node& node) {
    Source source{.place = node.place};
    source.settings.id = meant_id(context_, node);
    if (!is_new_id(context_, node, "a source", source.settings.id, place_of(source.settings.id))) return;
    if (const auto* spec = find_spec(node)) read_as(*spec, node, source);
    sources.push_back(std::move(source));
  }

  std::vector<Source> sources;

 private:
  const schema::Place* place_of(const std::string& id) const {
    const auto it =
        std::find_if(sources.begin(), sources.end(), [&](const Source& one) { return one.settings.id == id; });
    return it == sources.end() ? nullptr : &it->place;
  }

  const ipsource::SourceSpec* find_spec(const schema::Node& node) {
    std::vector<std::string> types;
    types.reserve(context_.input.sources.size());
    for (const auto& spec : context_.input.sources) types.push_back(spec.type);
    const auto known = cat("there are ", join(types, ", "));
    const auto type = deciding_word(context_, node, "type", known);
    if (!type) return nullptr;
    const auto& specs = context_.input.sources;
    const auto it = std::find_if(specs.begin(), specs.end(), [&](const auto& spec) { return spec.type == *type; });
    if (it != specs.end()) return &*it;
    const auto* written = node.find("type");
    const auto shown = written->scalar()->find("${") == std::string::npos ? schema::quote(*type) : "this value";
    context_.error(written->place, cat("unknown source type ", shown), did_you_mean(*type, types, known));
    return nullptr;
  }

  void read_as(const ipsource::SourceSpec& spec, const schema::Node& node, Source& source) {
    const auto refused = refuse_connection(context_, spec, node);
    const auto [values, good] = context_.read(combine(section("sources"), spec.settings), node, refused);
    const auto common = without(values, spec.settings);
    source.ipv4 = common.text("family") != "ipv6";
    source.ipv6 = common.text("family") != "ipv4";
    source.required = common.boolean("required");
    auto& settings = source.settings;
    settings.type = spec.type;
    settings.admission = admission(common);
    settings.http = http_options(values);
    if (common.has("timeout")) settings.timeout = common.duration("timeout");
    settings.timeout = std::max(settings.timeout, own_timeout(values, spec.settings));
    // An echo service tells the address of the connection, so that the connection decides the family.
    if (spec.type == "http" && source.ipv4 != source.ipv6) {
      settings.http.family = source.ipv4 ? Family::ipv4 : Family::ipv6;
    }
    if (!good || !refused.empty()) return;
    settings.id = values.text("id");
    auto made = spec.make(values);
    if (made) {
      settings.source = *std::move(made);
    } else {
      context_.error(node.place, cat("source ", schema::quote(settings.id), ": ", made.error().message));
    }
  }

  Context& context_;
};

schema::Node built_in(const std::string& id, const std::string& family) {
  const schema::Place place{.file = "built in"};
  auto node = map_node(place);
  put(node, "id", text_node(id, place));
  put(node, "type", text_node("http", place));
  put(node, "family", text_node(family, place));
  return node;
}

}  // namespace

std::vector<Source> read_sources(Context& context, const schema::Node& root) {
  SourceReader reader(context);
  const auto* list = root.find("sources");
  const bool none = list == nullptr || list->is_null() || (list->list() != nullptr && list->list()->empty());
  if (none) {
    reader.read(built_in("default4", "ipv4"));
    reader.read(built_in("default6", "ipv6"));
    for (auto& source : reader.sources) source.built_in = true;
  } else {
    for_each_map(context, root, "sources", [&](const schema::Node& node) { reader.read(node); });
  }
  return std::move(reader.sources);
}

}  // namespace ddns::config
