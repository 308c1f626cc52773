#include "secret_values.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "ddns/http/secret_parts.h"

namespace ddns::config {
namespace {

using schema::Kind;

void append(std::vector<Secret>& out, std::vector<Secret> more) {
  std::move(more.begin(), more.end(), std::back_inserter(out));
}

void add_of_map(std::vector<Secret>& out, std::string_view key, const schema::Values::TextMap& entries) {
  for (const auto& [name, text] : entries) {
    // A webhook's and the `custom` provider's own names for secrets.
    if (key == "secrets") out.emplace_back(text);
    if (key == "headers") append(out, http::secrets_in_header(name, text));
    if (key == "parameters") append(out, http::secrets_in_parameter(name, text));
  }
}

void add_of_values(std::vector<Secret>& out, const schema::Schema& schema, const schema::Values& values) {
  for (const auto& [key, value] : values.all()) {
    const auto* field = schema.find(key);
    if (const auto* secret = std::get_if<Secret>(&value)) {
      out.push_back(*secret);
      append(out, http::secrets_in_url(secret->reveal()));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      if (field != nullptr && field->kind == Kind::url) append(out, http::secrets_in_url(*text));
      if (key == "body") append(out, http::secrets_in_body(*text));
    } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      if (key != "urls") continue;
      for (const auto& url : *list) append(out, http::secrets_in_url(url));
    } else if (const auto* map = std::get_if<schema::Values::TextMap>(&value)) {
      add_of_map(out, key, *map);
    }
  }
}

/// Settings whose values log lines and metrics are full of, and which are no secrets wherever they are kept.
bool is_a_name(const schema::Field& field) {
  static constexpr std::array<std::string_view, 19> kNames{
      "id",   "type", "provider",  "account", "source", "name",   "names",   "sub_domain", "records", "events",
      "ipv4", "ipv6", "interface", "bind",    "listen", "server", "servers", "resolvers",  "host"};
  switch (field.kind) {
    case Kind::secret:
    case Kind::url:
    case Kind::text_map:
      return false;
    case Kind::text:
    case Kind::text_list:
      return std::find(kNames.begin(), kNames.end(), field.key) != kNames.end();
    default:
      return true;
  }
}

void add_of_references(std::vector<Secret>& out, const schema::Node& node, const ReferenceValues& references) {
  if (const auto* text = node.scalar()) {
    const auto found = references.find(*text);
    if (found == references.end()) return;
    for (const auto& value : found->second) {
      // Of a whole URL its host is no secret, and error messages name it.
      if (value.find("://") == std::string::npos) {
        out.emplace_back(value);
      } else {
        append(out, http::secrets_in_url(value));
      }
    }
  } else if (const auto* list = node.list()) {
    for (const auto& element : *list) add_of_references(out, element, references);
  } else if (const auto* map = node.map()) {
    for (const auto& [key, value] : *map) add_of_references(out, value, references);
  }
}

}  // namespace

std::vector<Secret> secrets_in(const schema::Schema& schema, const schema::Values& values, const schema::Node& node,
                               const ReferenceValues& references) {
  std::vector<Secret> out;
  add_of_values(out, schema, values);
  if (node.map() == nullptr || references.empty()) return out;
  for (const auto& [key, value] : *node.map()) {
    const auto* name = key.scalar();
    const auto* field = name == nullptr ? nullptr : schema.find(*name);
    if (field != nullptr && !is_a_name(*field)) add_of_references(out, value, references);
  }
  return out;
}

}  // namespace ddns::config
