#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ddns/schema/node.h"

namespace ddns::config {

/// A text node, and a map node, that stand at `place`.
[[nodiscard]] schema::Node text_node(std::string text, const schema::Place& place);
[[nodiscard]] schema::Node map_node(const schema::Place& place);

/// The value of `key`, to be changed; nullptr if there is none. Precondition: `map` is a map.
[[nodiscard]] schema::Node* find(schema::Node& map, std::string_view key);
/// Sets `key` in a map, whether it is there or not.
void put(schema::Node& map, const std::string& key, schema::Node value);
/// Removes an entry and gives back its value; nullopt if there is none.
std::optional<schema::Node> take(schema::Node& map, std::string_view key);

}  // namespace ddns::config
