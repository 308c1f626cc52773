#include "inline_secrets.h"

#include "ddns/core/text.h"
#include "ddns/http/secret_parts.h"

namespace ddns::config {
namespace {

/// What stands in the file itself; empty where nothing does.
std::string written(const schema::Node& node) {
  return node.scalar() != nullptr && node.place.line > 0 ? without_references(*node.scalar()) : std::string();
}

bool holds_secret(std::string_view setting, std::string_view name, const std::string& text) {
  if (setting == "secrets") return !text.empty() && text.find("#{") == std::string::npos;
  if (!http::names_a_secret(name)) return false;
  return !(setting == "headers" ? http::secrets_in_header(name, text) : http::secrets_in_parameter(name, text)).empty();
}

class Finder {
 public:
  explicit Finder(Context& context) : context_(context) {}

  void look_at(const schema::Field& field, const schema::Node& node) {
    if (field.kind == schema::Kind::url || field.key == "urls") return look_at_urls(field.key, node);
    if (field.key == "body" && !http::secrets_in_body(written(node)).empty()) warn(field.key, node);
    if (field.kind != schema::Kind::text_map || node.map() == nullptr) return;
    if (field.key != "headers" && field.key != "parameters" && field.key != "secrets") return;
    for (const auto& [name, value] : *node.map()) {
      if (name.scalar() != nullptr && holds_secret(field.key, *name.scalar(), written(value))) warn(field.key, value);
    }
  }

 private:
  void look_at_urls(const std::string& key, const schema::Node& node) {
    if (node.list() != nullptr) {
      for (const auto& element : *node.list()) look_at_urls(key, element);
    } else if (!http::named_secrets_in_url(written(node)).empty()) {
      warn(key, node);
    }
  }

  void warn(const std::string& key, const schema::Node& node) {
    context_.warning(node.place, cat('`', key, "` holds what its name calls a secret, written into this file"),
                     "keep it outside and write ${env:NAME} or ${file:PATH}");
  }

  Context& context_;
};

}  // namespace

void warn_of_inline_secrets(Context& context, const schema::Schema& schema, const schema::Node& node) {
  if (node.map() == nullptr) return;
  for (const auto& [key, value] : *node.map()) {
    const auto* field = key.scalar() == nullptr ? nullptr : schema.find(*key.scalar());
    if (field != nullptr) Finder(context).look_at(*field, value);
  }
}

}  // namespace ddns::config
