#include "ddns/schema/docs.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "limit_text.h"

namespace ddns::schema {
namespace {

/// For one cell of a table: no line breaks, no cell borders.
std::string cell(std::string_view text) { return replace_all(replace_all(text, "|", "\\|"), "\n", " "); }

std::string code(std::string_view text) { return text.empty() ? std::string{} : cat('`', cell(text), '`'); }

std::string meaning(const Field& field) {
  std::string out = cell(field.help);
  const auto more = [&](const std::string& text) {
    if (!text.empty()) out += cat(out.empty() ? "" : " ", text, '.');
  };
  if (!field.choices.empty()) more(cat("One of ", code(join(field.choices, ", "))));
  if (const auto limits = limits_text(field); !limits.empty()) more(cat("Allowed: ", limits));
  if (!field.example.empty()) more(cat("Example: ", code(field.example)));
  return out;
}

/// Plain where that is safe in YAML, otherwise in double quotes.
std::string yaml_scalar(Kind kind, const std::string& text) {
  const bool bare = kind == Kind::integer || kind == Kind::boolean || kind == Kind::duration || kind == Kind::size ||
                    kind == Kind::choice || kind == Kind::address;
  if (bare && text.find(':') == std::string::npos && !text.empty()) return text;
  return cat('"', replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""), '"');
}

std::string example_value(const Field& field) {
  if (field.kind == Kind::secret) return cat("\"${env:", to_upper(field.key), "}\"");
  const auto& text = field.default_text.empty() ? field.example : field.default_text;
  const auto first = text.empty() && !field.choices.empty() ? field.choices.front() : text;
  // The example of a list or map may be written as a whole.
  const bool whole = !first.empty() && (first.front() == '[' || first.front() == '{');
  if (field.kind == Kind::text_list) return whole ? first : cat('[', yaml_scalar(field.kind, first), ']');
  if (field.kind == Kind::text_map) return whole ? first : "{}";
  return yaml_scalar(field.kind, first);
}

nlohmann::ordered_json form_field(const Field& field) {
  nlohmann::ordered_json out{{"key", field.key},
                             {"kind", to_string(field.kind)},
                             {"label", field.label.empty() ? field.key : field.label},
                             {"help", field.help},
                             {"required", field.required}};
  if (!field.default_text.empty() && field.kind != Kind::secret) out["default"] = field.default_text;
  if (!field.choices.empty()) out["choices"] = field.choices;
  if (field.min != std::numeric_limits<std::int64_t>::min()) out["min"] = field.min;
  if (field.max != std::numeric_limits<std::int64_t>::max()) out["max"] = field.max;
  if (!field.example.empty()) out["example"] = field.example;
  return out;
}

}  // namespace

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::secret:
      return "secret";
    case Kind::integer:
      return "integer";
    case Kind::boolean:
      return "boolean";
    case Kind::duration:
      return "duration";
    case Kind::size:
      return "size";
    case Kind::choice:
      return "choice";
    case Kind::url:
      return "url";
    case Kind::domain:
      return "domain";
    case Kind::address:
      return "address";
    case Kind::prefix:
      return "prefix";
    case Kind::path:
      return "path";
    case Kind::text_list:
      return "list";
    case Kind::text_map:
      return "map";
  }
  return "text";
}

std::string to_markdown(const Schema& schema) {
  if (schema.fields.empty()) return {};
  std::string out = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const auto& field : schema.fields) {
    const auto standard = field.required ? std::string("**required**") : code(field.default_text);
    out += cat("| `", field.key, "` | ", to_string(field.kind), " | ", standard, " | ", meaning(field), " |\n");
  }
  return out;
}

std::string to_example_yaml(const Schema& schema, int indent) {
  std::string out;
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  for (const auto& field : schema.fields) {
    for (const auto& line : split(field.help, '\n')) {
      if (!line.empty()) out += cat(margin, "# ", line, '\n');
    }
    out += cat(margin, field.required ? "" : "# ", field.key, ": ", example_value(field), '\n');
  }
  return out;
}

std::string to_form_json(const Schema& schema) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& field : schema.fields) out.push_back(form_field(field));
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace ddns::schema
