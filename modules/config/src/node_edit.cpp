#include "node_edit.h"

#include <algorithm>
#include <optional>

namespace ddns::config {
namespace {

schema::Node::Map& entries(schema::Node& map) { return std::get<schema::Node::Map>(map.value); }

auto entry(schema::Node& map, std::string_view key) {
  return std::find_if(entries(map).begin(), entries(map).end(), [&](const auto& one) {
    const auto* name = one.first.scalar();
    return name != nullptr && *name == key;
  });
}

}  // namespace

schema::Node text_node(std::string text, const schema::Place& place) {
  return {.place = place, .quoted = true, .value = std::move(text)};
}

schema::Node map_node(const schema::Place& place) { return {.place = place, .value = schema::Node::Map{}}; }

schema::Node* find(schema::Node& map, std::string_view key) {
  const auto it = entry(map, key);
  return it == entries(map).end() ? nullptr : &it->second;
}

void put(schema::Node& map, const std::string& key, schema::Node value) {
  if (auto* old = find(map, key)) {
    *old = std::move(value);
    return;
  }
  auto name = text_node(key, value.place);
  entries(map).emplace_back(std::move(name), std::move(value));
}

std::optional<schema::Node> take(schema::Node& map, std::string_view key) {
  const auto it = entry(map, key);
  if (it == entries(map).end()) return std::nullopt;
  auto value = std::move(it->second);
  entries(map).erase(it);
  return value;
}

}  // namespace ddns::config
