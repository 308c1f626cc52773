#include "ddns/log/line.h"

#include <nlohmann/json.hpp>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"

namespace ddns::log {
namespace {

using Json = nlohmann::ordered_json;

/// Room for the fixed fields beside the texts of a line that had to be cut.
constexpr std::size_t cut_text_to = 1024;

Json to_json(const Field& field, std::size_t longest) {
  return std::visit(
      [&](const auto& value) -> Json {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return to_valid_utf8(truncate_utf8(value, longest));
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          Json out = Json::array();
          for (const auto& text : value) {
            if (out.size() * 48 > longest) break;
            out.push_back(to_valid_utf8(truncate_utf8(text, longest)));
          }
          return out;
        } else {
          return value;
        }
      },
      field.value);
}

struct Head {
  const Origin& origin;
  WallTime at;
  Level level;
  std::string_view component;
  std::string_view message;
};

std::string build(const Head& head, std::span<const Field> fields, std::size_t longest, bool cut) {
  Json json{{"@timestamp", format_rfc3339(head.at)},
            {"log.level", to_string(head.level)},
            {"message", to_valid_utf8(truncate_utf8(head.message, longest))},
            {"ecs.version", "8.11.0"},
            {"log.logger", to_valid_utf8(head.component)},
            {"service.name", "ddns-sidecar"},
            {"service.version", head.origin.service_version},
            {"service.node.name", to_valid_utf8(head.origin.node_name)},
            {"process.pid", head.origin.process_id}};
  std::size_t count = 0;
  for (const Field& field : fields) {
    if (cut && ++count > 24) break;
    // A field may not overwrite what the line says about itself.
    auto name = to_valid_utf8(field.name);
    if (!json.contains(name)) json[std::move(name)] = to_json(field, longest);
  }
  if (cut) json["log.truncated"] = true;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void append_shown(std::string& out, std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : to_valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
      continue;
    }
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

std::string shown(const Field& field) {
  return std::visit(
      [](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return value;
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          return join(value, ",");
        } else if constexpr (std::is_same_v<Value, bool>) {
          return value ? "true" : "false";
        } else {
          return std::to_string(value);
        }
      },
      field.value);
}

}  // namespace

std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::trace:
      return "trace";
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
    case Level::fatal:
      return "fatal";
  }
  return "info";
}

std::string json_line(const Origin& origin, WallTime at, Level level, std::string_view component,
                      std::string_view message, std::span<const Field> fields) {
  const Head head{origin, at, level, truncate_utf8(component, 64), message};
  auto line = build(head, fields, max_line, false);
  if (line.size() <= max_line) return line;
  // Escaping can make a text six times as long; shorter cuts until it fits. The shortest always does.
  for (std::size_t longest = cut_text_to; longest >= 16; longest /= 4) {
    line = build(head, fields, longest, true);
    if (line.size() <= max_line) return line;
  }
  return build(head, {}, 16, true);
}

std::string text_line(WallTime at, Level level, std::string_view component, std::string_view message,
                      std::span<const Field> fields) {
  std::string out = format_rfc3339(at);
  auto word = to_upper(to_string(level));
  word.resize(5, ' ');
  out += cat(' ', word, ' ');
  append_shown(out, message);
  if (level <= Level::debug) {
    out += " (";
    append_shown(out, component);
    for (const Field& field : fields) {
      out += cat(' ', field.name, '=');
      append_shown(out, shown(field));
    }
    out += ')';
  }
  if (out.size() > max_line - 1) out.resize(truncate_utf8(out, max_line - 1).size());
  out += '\n';
  return out;
}

}  // namespace ddns::log
