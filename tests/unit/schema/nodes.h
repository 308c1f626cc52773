#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ddns/schema/node.h"

namespace ddns::schema::test {

/// Nodes as the parser of a file makes them; every one has a place, so that diagnostics can be told apart.
inline Node text(std::string value, int line = 1, int column = 1) {
  return {.place = {"/etc/x/config.yaml", line, column}, .value = std::move(value)};
}
inline Node null(int line = 1, int column = 1) { return {.place = {"/etc/x/config.yaml", line, column}}; }
inline Node list(std::vector<Node> elements, int line = 1) {
  return {.place = {"/etc/x/config.yaml", line, 1}, .value = Node::List(std::move(elements))};
}
/// Keys stand at column 1, values at column 10 of line 2, 3, …
inline Node map(std::vector<std::pair<std::string, Node>> entries) {
  Node::Map out;
  int line = 2;
  for (auto& [key, value] : entries) {
    value.place = {"/etc/x/config.yaml", line, 10};
    out.emplace_back(text(key, line, 1), std::move(value));
    ++line;
  }
  return {.place = {"/etc/x/config.yaml", 1, 1}, .value = std::move(out)};
}
inline Node one(std::string key, Node value) { return map({{std::move(key), std::move(value)}}); }

/// What was said, without the file: "2:10: error: …".
inline std::vector<std::string> said(const Diagnostics& diagnostics) {
  std::vector<std::string> out;
  for (auto diagnostic : diagnostics) {
    diagnostic.file.clear();
    out.push_back(diagnostic.to_string());
  }
  return out;
}

}  // namespace ddns::schema::test
