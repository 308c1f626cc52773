#include "references.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/schema/quote.h"

namespace ddns::config {
namespace {

constexpr std::string_view kEnv = "env:";
constexpr std::string_view kFile = "file:";
constexpr int kDeepest = 4;

/// The end of the reference whose body begins at `begin`: the offset of its `}`, references inside counted.
std::size_t closing(std::string_view text, std::size_t begin) noexcept {
  int open = 1;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text.substr(i, 2) == "${") {
      if (++open > kDeepest) return std::string_view::npos;
    } else if (text[i] == '}' && --open == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

bool is_variable_name(std::string_view name) noexcept {
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

std::string without_references(std::string_view text) {
  std::string out;
  while (true) {
    const auto at = text.find("${");
    const auto end = at == std::string_view::npos ? at : closing(text, at + 2);
    if (end == std::string_view::npos) return cat(out, text);
    out += cat(text.substr(0, at), "#{}");
    text.remove_prefix(end + 1);
  }
}

References::References(const Input& input)
    : input_(input), environment_(input.environment.begin(), input.environment.end()) {}

Result<std::string> References::resolve(std::string_view text, std::vector<std::string>* values) {
  std::string out;
  while (!text.empty()) {
    const auto at = text.find("${");
    if (at == std::string_view::npos) break;
    if (at > 0 && text[at - 1] == '$') {
      out += cat(text.substr(0, at - 1), "${");
      text.remove_prefix(at + 2);
      continue;
    }
    const auto end = closing(text, at + 2);
    if (end == std::string_view::npos) {
      return fail(Reason::config,
                  "a reference is not closed: write ${env:NAME} or ${file:PATH}, or $${ for a plain ${");
    }
    auto value = look_up(text.substr(at + 2, end - at - 2));
    if (!value) return fail(std::move(value).error());
    if (values != nullptr) values->push_back(*value);
    out += cat(text.substr(0, at), *value);
    text.remove_prefix(end + 1);
  }
  out += text;
  return out;
}

Result<std::string> References::look_up(std::string_view body) {
  if (body.starts_with(kEnv)) return variable(body.substr(kEnv.size()));
  if (body.starts_with(kFile)) {
    const auto path = resolve(body.substr(kFile.size()));
    return path ? file(*path) : path;
  }
  for (const std::string_view store : {"dpapi", "credential"}) {
    if (body.starts_with(cat(store, ':'))) return stored(store, body.substr(store.size() + 1));
  }
  return fail(Reason::config, "an unknown reference: write ${env:NAME} or ${file:PATH}, or $${ for a plain ${");
}

Result<std::string> References::variable(std::string_view name) {
  if (!is_variable_name(name)) {
    return fail(Reason::config, "${env:…} must hold the name of an environment variable: letters, digits, underscores");
  }
  used_.emplace(name);
  const auto it = environment_.find(name);
  if (it == environment_.end()) return fail(Reason::config, cat("the environment variable `", name, "` is not set"));
  if (it->second.empty()) return fail(Reason::config, cat("the environment variable `", name, "` is empty"));
  return it->second;
}

Result<std::string> References::file(std::string_view path) {
  if (path.empty()) return fail(Reason::config, "${file:…} must hold a path");
  if (!input_.read_file) return fail(Reason::config, "${file:…} cannot be read here");
  auto content = input_.read_file(schema::absolute_path(path, input_.path_as_given));
  if (!content) return content;
  const auto end = content->find_last_not_of("\r\n");
  content->erase(end == std::string::npos ? 0 : end + 1);
  if (content->empty()) return fail(Reason::config, cat("the file ", schema::quote(path), " is empty"));
  return content;
}

Result<std::string> References::stored(std::string_view store, std::string_view body) const {
  if (body.empty()) return fail(Reason::config, cat("${", store, ":…} must not be empty"));
  if (!input_.read_store) return fail(Reason::config, cat("${", store, ":…} cannot be read here"));
  auto content = input_.read_store(store, body);
  if (content && content->empty()) return fail(Reason::config, cat("what ${", store, ":…} stands for is empty"));
  return content;
}

}  // namespace ddns::config
