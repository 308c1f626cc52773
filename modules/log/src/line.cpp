#include "ddns/log/line.h"

#include <algorithm>

#include <spdlog/details/os.h>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "json_text.h"

namespace ddns::log {
namespace {

/// Room for the fixed fields beside the texts of a line that had to be cut.
constexpr std::size_t cut_text_to = 1024;
constexpr std::size_t cut_fields_to = 24;

/// What the line says about itself: no field may say it again.
constexpr std::array<std::string_view, 11> own_names{
    "@timestamp",      "log.level",         "message",     "ecs.version",       "log.logger",      "service.name",
    "service.version", "service.node.name", "process.pid", "process.thread.id", "labels.truncated"};

struct Head {
  const Origin& origin;
  WallTime at;
  Level level;
  std::string_view component;
  std::string_view message;
};

void append(JsonObject& json, const Field& field, std::size_t longest) {
  std::visit(
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          json.member(field.name, truncate_utf8(value, longest));
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          std::vector<std::string_view> texts;
          std::size_t sum = 0;
          for (const auto& text : value) {
            if (sum > longest) break;
            texts.push_back(truncate_utf8(text, longest));
            sum += texts.back().size() + 48;
          }
          json.member(field.name, texts);
        } else {
          json.member(field.name, value);
        }
      },
      field.value);
}

/// An object with a name twice means one thing to one reader and another to the next: the first one counts.
bool is_said(std::span<const Field> before, const std::string& name) {
  return std::find(own_names.begin(), own_names.end(), name) != own_names.end() ||
         std::any_of(before.begin(), before.end(), [&](const Field& field) { return field.name == name; });
}

std::string build(const Head& head, std::span<const Field> fields, std::size_t longest, bool cut) {
  JsonObject json;
  json.member("@timestamp", format_rfc3339(head.at))
      .member("log.level", to_string(head.level))
      .member("message", truncate_utf8(head.message, longest))
      .member("ecs.version", "8.11.0")
      .member("log.logger", head.component)
      .member("service.name", "ddns-sidecar")
      .member("service.version", head.origin.service_version)
      .member("service.node.name", truncate_utf8(head.origin.node_name, 255))
      .member("process.pid", static_cast<std::int64_t>(head.origin.process_id))
      .member("process.thread.id", static_cast<std::int64_t>(spdlog::details::os::thread_id()));
  const auto taken = cut ? fields.first(std::min(fields.size(), cut_fields_to)) : fields;
  for (std::size_t i = 0; i < taken.size() && json.size() <= max_line; ++i) {
    if (!is_said(taken.first(i), taken[i].name)) append(json, taken[i], longest);
  }
  if (cut) json.member("labels.truncated", "true");
  return json.finish() + '\n';
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
