#include "result_text.h"

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::app {
namespace {

using Json = nlohmann::ordered_json;

std::string word(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string list(const Json& json, const char* key) {
  std::vector<std::string> texts;
  for (const auto& one : json.value(key, Json::array())) texts.push_back(one.get<std::string>());
  return texts.empty() ? "none" : join(texts, ", ");
}

std::string record(const Json& json) { return cat(word(json, "name"), " ", word(json, "type")); }

std::string error(const Json& json) {
  const auto found = json.find("error");
  return found != json.end() && found->is_object() ? ": " + word(*found, "message") : std::string();
}

std::string one_plan(const Json& plan) {
  std::string out = cat("zone ", word(plan, "zone"), " at ", word(plan, "account"), "\n");
  for (const auto& change : plan.value("changes", Json::array())) {
    out += cat("  ~ ", record(change), "  ", list(change, "before"), " → ", list(change, "after"), "  (",
               word(change, "why"), ")\n");
  }
  for (const auto& kept : plan.value("kept", Json::array()))
    out += cat("  = ", record(kept), "  ", list(kept, "addresses"), "\n");
  for (const auto& refused : plan.value("refused", Json::array()))
    out += cat("  ! ", record(refused), error(refused), "\n");
  return out;
}

}  // namespace

std::string update_text(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::string(text);
  std::string out;
  for (const auto& one : json.value("records", Json::array())) {
    out += cat(word(one, "outcome"), "  ", record(one), "  ", list(one, "addresses"), error(one), "\n");
  }
  return out;
}

std::string plan_text(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::string(text);
  std::string out;
  for (const auto& plan : json.value("plans", Json::array())) out += one_plan(plan);
  for (const auto& failure : json.value("failures", Json::array())) {
    out += cat("failed: ", word(failure, "account"), error(failure), "\n");
  }
  return out.empty() ? "nothing to do\n" : out;
}

bool update_failed(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return true;
  for (const auto& one : json.value("records", Json::array())) {
    const auto outcome = word(one, "outcome");
    if (outcome != "updated" && outcome != "kept") return true;
  }
  return false;
}

bool plan_failed(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  return !json.is_object() || !json.value("failures", Json::array()).empty();
}

}  // namespace ddns::app
