#include "support/fake_powerdns.h"

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::test {
namespace {

using Json = nlohmann::json;

std::string without_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

/// "example.com" of "/api/v1/servers/localhost/zones/example.com."
std::string zone_of(const SeenRequest& seen) { return without_dot(seen.path.substr(seen.path.rfind('/') + 1)); }

Json rrset_json(const std::string& name, const std::string& type, const std::set<std::string>& addresses) {
  Json records = Json::array();
  for (const auto& address : addresses) records.push_back({{"content", address}, {"disabled", false}});
  return {{"name", name + "."}, {"type", type}, {"ttl", 60}, {"comments", Json::array()}, {"records", records}};
}

}  // namespace

FakePowerDns::FakePowerDns(std::string api_key)
    : api_key_(std::move(api_key)), server_([this](const SeenRequest& seen) { return handle(seen); }) {}

void FakePowerDns::set_fault(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
}
void FakePowerDns::set_after_write(AfterWrite after_write) {
  const std::lock_guard lock(mutex_);
  after_write_ = std::move(after_write);
}

std::set<std::string> FakePowerDns::addresses(const std::string& name, const std::string& type) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find({name, type});
  return found == records_.end() ? std::set<std::string>{} : found->second;
}

void FakePowerDns::set(const std::string& name, const std::string& type, const std::set<std::string>& addresses) {
  const std::lock_guard lock(mutex_);
  records_[{name, type}] = addresses;
}

std::size_t FakePowerDns::writes_of(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = writes_.find(name);
  return found == writes_.end() ? 0 : found->second;
}

std::size_t FakePowerDns::writes() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const auto& [name, count] : writes_) sum += count;
  return sum;
}

std::size_t FakePowerDns::requests() const { return requests_; }

Reply FakePowerDns::handle(const SeenRequest& seen) {
  const std::size_t count = ++requests_;
  Fault fault;
  AfterWrite after_write;
  {
    const std::lock_guard lock(mutex_);
    fault = fault_;
    after_write = after_write_;
  }
  if (fault) {
    if (auto reply = fault(seen, count)) return *reply;
  }
  Reply reply = seen.header("X-API-Key") != api_key_ ? Reply::text(401, "Unauthorized")
                : seen.method == "PATCH"             ? write(seen)
                                                     : read(seen);
  if (seen.method == "PATCH" && reply.status == 204 && after_write) after_write(seen, writes());
  reply.latency = latency_;
  return reply;
}

Reply FakePowerDns::read(const SeenRequest& seen) const {
  std::string only;
  for (const auto& [name, value] : seen.query_pairs()) {
    if (name == "rrset_name") only = without_dot(value);
  }
  const auto zone = zone_of(seen);
  Json rrsets = Json::array();
  const std::lock_guard lock(mutex_);
  for (const auto& [key, addresses] : records_) {
    const bool inside = key.first == zone || key.first.ends_with("." + zone);
    if (inside && (only.empty() || only == key.first) && !addresses.empty())
      rrsets.push_back(rrset_json(key.first, key.second, addresses));
  }
  const Json answer{{"id", zone + "."}, {"name", zone + "."}, {"kind", "Native"}, {"serial", 1}, {"rrsets", rrsets}};
  return Reply::json(200, answer.dump());
}

Reply FakePowerDns::write(const SeenRequest& seen) {
  const auto body = Json::parse(seen.body, nullptr, false);
  if (!body.is_object()) return Reply::json(400, R"({"error":"not JSON"})");
  const std::lock_guard lock(mutex_);
  for (const auto& rrset : body.at("rrsets")) {
    const auto name = without_dot(rrset.at("name").get<std::string>());
    std::set<std::string> addresses;
    if (rrset.at("changetype") == "REPLACE") {
      for (const auto& record : rrset.at("records")) addresses.insert(record.at("content").get<std::string>());
    }
    records_[{name, rrset.at("type").get<std::string>()}] = addresses;
    ++writes_[name];
  }
  return {.status = 204};
}

}  // namespace ddns::test
