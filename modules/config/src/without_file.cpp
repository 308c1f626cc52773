#include <array>

#include "ddns/config/load.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/node.h"
#include "node_edit.h"

namespace ddns::config {

Status check_setting(std::string_view key, const std::string& text) {
  schema::Schema one;
  for (const auto& field : section("").fields) {
    if (field.key == key) one.fields.push_back(field);
  }
  auto map = map_node({});
  put(map, std::string(key), text_node(text, {}));
  Diagnostics found;
  const auto plain = [](std::string_view value) { return Result<std::string>(std::string(value)); };
  (void)schema::read(one, map, plain, {}, found, {});
  if (found.empty()) return {};
  const auto& first = found.front();
  return fail(Reason::config, first.hint.empty() ? first.message : cat(first.message, " (", first.hint, ')'));
}

std::optional<std::optional<Listen>> find_listen(std::string_view text) {
  constexpr std::array<std::string_view, 2> names{"listen:", "\"listen\":"};
  for (auto line : split(text, '\n')) {
    for (const auto name : names) {
      // At the top level: in YAML at the beginning of a line, in JSON within the outermost braces, which a broken file
      // may not have.
      const auto at = name.front() == '"' ? line.find(name) : (line.starts_with(name) ? 0 : std::string_view::npos);
      if (at == std::string_view::npos) continue;
      auto value = trim(line.substr(at + name.size()));
      const auto quote = value.substr(0, 1);
      const bool quoted = quote == "\"" || quote == "'";
      if (quoted) value.remove_prefix(1);
      value = trim(value.substr(0, quoted ? value.find(quote) : value.find_first_of(" \t#")));
      if (auto listen = parse_listen(value)) return *listen;
    }
  }
  return std::nullopt;
}

}  // namespace ddns::config
