#include "ddns/schema/schema.h"

#include <algorithm>

#include "ddns/schema/node.h"

namespace ddns::schema {

const Field* Schema::find(std::string_view key) const noexcept {
  const auto it = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.key == key; });
  return it == fields.end() ? nullptr : &*it;
}

const Node* Node::find(std::string_view key) const noexcept {
  const auto* entries = map();
  if (entries == nullptr) return nullptr;
  for (const auto& [name, node] : *entries) {
    const auto* text = name.scalar();
    if (text != nullptr && *text == key) return &node;
  }
  return nullptr;
}

}  // namespace ddns::schema
