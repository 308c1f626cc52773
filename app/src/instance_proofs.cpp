#include "instance_proofs.h"

#include <algorithm>
#include <thread>

#include <nlohmann/json.hpp>

#include "api_client.h"
#include "ddns/core/text.h"

namespace ddns::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds page_patience{10};
/// Most proofs come within milliseconds; what takes longer is not worth a busy listener.
constexpr std::chrono::milliseconds first_gap{100};
constexpr std::chrono::milliseconds last_gap{2000};

std::string word(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

InstanceProofs::InstanceProofs(const config::Configuration& configuration)
    : configuration_(configuration), before_(look()) {}

InstanceProofs::States InstanceProofs::look() const {
  States out;
  const auto answer = ask_instance(configuration_, "GET", "/api/v1/records", {}, page_patience);
  if (!answer || answer->status != 200) return out;
  const auto json = Json::parse(answer->body, nullptr, false);
  if (!json.is_array()) return out;
  for (const auto& one : json) {
    out[{word(one, "account"), word(one, "name"), word(one, "type"), word(one, "line")}] = {
        .provable = word(one, "verification") == "authoritative",
        .verified = word(one, "last_verified"),
        .doubt = word(one, "doubt")};
  }
  return out;
}

std::vector<InstanceProofs::Id> InstanceProofs::written(std::string_view update_json) {
  std::vector<Id> out;
  const auto json = Json::parse(update_json, nullptr, false);
  if (!json.is_object()) return out;
  for (const auto& one : json.value("records", Json::array())) {
    const auto outcome = word(one, "outcome");
    if (outcome != "updated" && outcome != "kept") continue;
    out.emplace_back(word(one, "account"), word(one, "name"), word(one, "type"), word(one, "line"));
  }
  return out;
}

std::vector<std::string> InstanceProofs::wait(std::string_view update_json, std::chrono::milliseconds patience) {
  std::vector<Id> open = written(update_json);
  States last = before_;
  const auto over = [&](const Id& id) {
    const auto now = last.find(id);
    if (now == last.end()) return false;
    const auto then = before_.find(id);
    return !now->second.provable || now->second.verified != (then == before_.end() ? "" : then->second.verified);
  };
  const auto end = std::chrono::steady_clock::now() + patience;
  for (auto gap = first_gap;; gap = std::min(2 * gap, last_gap)) {
    for (auto& [id, state] : look()) last[id] = std::move(state);
    std::erase_if(open, over);
    if (open.empty() || std::chrono::steady_clock::now() >= end) break;
    std::this_thread::sleep_for(gap);
  }
  std::vector<std::string> missing;
  for (const Id& id : open) {
    const std::string& doubt = last[id].doubt;
    missing.push_back(cat(std::get<1>(id), " ", std::get<2>(id),
                          " is not proved: ", doubt.empty() ? "no answer in time" : std::string_view(doubt)));
  }
  return missing;
}

}  // namespace ddns::app
