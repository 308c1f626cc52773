#include "ddns/http/json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::http {
namespace {

using Node = nlohmann::json;

const Node* node_of(const std::shared_ptr<const void>& node) noexcept { return static_cast<const Node*>(node.get()); }

constexpr int kMaxDepth = 100;

/// Depth of brackets outside texts: the library would happily nest as deep as the answer wants.
bool too_deep(std::string_view text) noexcept {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text && c == '\\') ++i;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kMaxDepth) return true;
  }
  return false;
}

/// "a~1b" → "a/b" (RFC 6901 section 4).
std::string unescaped(std::string_view token) { return replace_all(replace_all(token, "~1", "/"), "~0", "~"); }

const Node* child(const Node& node, std::string_view token) {
  if (node.is_object()) {
    const auto found = node.find(unescaped(token));
    return found == node.end() ? nullptr : &*found;
  }
  const auto index = to_number<std::size_t>(token);
  const bool leading_zero = token.size() > 1 && token.front() == '0';
  if (!node.is_array() || !index || leading_zero || *index >= node.size()) return nullptr;
  return &node[*index];
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  if (trim(text).empty()) return fail(Reason::malformed, "the answer is empty where JSON was expected");
  if (too_deep(text)) return fail(Reason::malformed, cat("the answer is JSON of more than ", kMaxDepth, " levels"));
  try {
    return Json(std::make_shared<const Node>(Node::parse(text)));
  } catch (const Node::parse_error& error) {
    const bool markup = trim(text).starts_with('<');
    return fail(Reason::malformed,
                cat("the answer is not JSON (at byte ", error.byte, ")",
                    markup ? "; it looks like a web page: check the endpoint setting and the proxy" : ""));
  } catch (const Node::exception&) {
    return fail(Reason::malformed, "the answer is JSON with a number that is out of range");
  }
}

Json Json::at(std::string_view pointer) const {
  const Node* node = node_of(node_);
  if (node == nullptr || pointer.empty()) return *this;
  if (pointer.front() != '/') return {};
  for (const auto token : split(pointer.substr(1), '/')) {
    node = child(*node, token);
    if (node == nullptr) return {};
  }
  return Json(std::shared_ptr<const void>(node_, node));
}

Json Json::operator[](std::string_view key) const {
  const Node* node = node_of(node_);
  if (node == nullptr || !node->is_object()) return {};
  const auto found = node->find(std::string(key));
  if (found == node->end()) return {};
  return Json(std::shared_ptr<const void>(node_, &*found));
}

Json Json::operator[](std::size_t index) const {
  const Node* node = node_of(node_);
  if (node == nullptr || !node->is_array() || index >= node->size()) return {};
  return Json(std::shared_ptr<const void>(node_, &(*node)[index]));
}

bool Json::is_null() const noexcept { return exists() && node_of(node_)->is_null(); }
bool Json::is_object() const noexcept { return exists() && node_of(node_)->is_object(); }
bool Json::is_array() const noexcept { return exists() && node_of(node_)->is_array(); }
bool Json::is_string() const noexcept { return exists() && node_of(node_)->is_string(); }
bool Json::is_number() const noexcept { return exists() && node_of(node_)->is_number(); }
bool Json::is_bool() const noexcept { return exists() && node_of(node_)->is_boolean(); }

std::size_t Json::size() const noexcept { return is_array() || is_object() ? node_of(node_)->size() : 0; }

std::vector<Json> Json::items(std::string_view pointer) const {
  std::vector<Json> out;
  const Json array = at(pointer);
  if (!array.is_array()) return out;
  out.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) out.push_back(array[i]);
  return out;
}

std::vector<std::pair<std::string, Json>> Json::members(std::string_view pointer) const {
  std::vector<std::pair<std::string, Json>> out;
  const Json object = at(pointer);
  if (!object.is_object()) return out;
  for (const auto& member : node_of(object.node_)->items()) out.emplace_back(member.key(), object[member.key()]);
  return out;
}

std::optional<std::string> Json::as_string() const {
  if (!is_string()) return std::nullopt;
  return node_of(node_)->get_ref<const std::string&>();
}

std::optional<std::int64_t> Json::as_integer() const {
  if (!is_number() || !node_of(node_)->is_number_integer()) return std::nullopt;
  const Node& node = *node_of(node_);
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (node.is_number_unsigned() && node.get<std::uint64_t>() > kMax) return std::nullopt;
  return node.get<std::int64_t>();
}

std::optional<double> Json::as_double() const {
  if (!is_number()) return std::nullopt;
  return node_of(node_)->get<double>();
}

std::optional<bool> Json::as_bool() const {
  if (!is_bool()) return std::nullopt;
  return node_of(node_)->get<bool>();
}

std::optional<std::string> Json::as_text() const {
  if (is_string()) return as_string();
  if (is_bool() || (is_number() && node_of(node_)->is_number_integer())) return dump();
  return std::nullopt;
}

std::string Json::string(std::string_view pointer, std::string_view fallback) const {
  return at(pointer).as_string().value_or(std::string(fallback));
}

std::string Json::text(std::string_view pointer, std::string_view fallback) const {
  return at(pointer).as_text().value_or(std::string(fallback));
}

std::int64_t Json::integer(std::string_view pointer, std::int64_t fallback) const {
  return at(pointer).as_integer().value_or(fallback);
}

bool Json::boolean(std::string_view pointer, bool fallback) const { return at(pointer).as_bool().value_or(fallback); }

Result<std::string> Json::need_text(std::string_view pointer) const {
  if (auto value = at(pointer).as_text()) return std::move(*value);
  return fail(Reason::malformed, cat("the answer has no text at ", pointer));
}

std::string Json::dump() const {
  if (!exists()) return {};
  return node_of(node_)->dump(-1, ' ', false, Node::error_handler_t::replace);
}

}  // namespace ddns::http
