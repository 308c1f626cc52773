#include "fake_records.h"

#include <algorithm>

#include "support/record_values.h"

namespace ddns::test {

FakeRecords::FakeRecords() = default;
FakeRecords::~FakeRecords() = default;

void FakeRecords::put(const RecordKey& key, std::initializer_list<std::string_view> addresses,
                      const Attributes& attributes) {
  auto& set = sets_[key];
  set.clear();
  for (const auto address : addresses) set.push_back({key, ip_of(address), next_id(), attributes, true});
}

AddressSet FakeRecords::at(const RecordKey& key) const {
  AddressSet set;
  if (const auto found = sets_.find(key); found != sets_.end()) {
    for (const auto& record : found->second) set.insert(record.address);
  }
  return set;
}

void FakeRecords::append(const RecordKey& key, std::vector<plan::RemoteRecord>& all) const {
  if (const auto found = sets_.find(key); found != sets_.end()) {
    all.insert(all.end(), found->second.begin(), found->second.end());
  }
}

std::string FakeRecords::perform(const plan::Operation& operation) {
  return std::visit([this](const auto& op) { return (*this)(op); }, operation);
}

std::string FakeRecords::operator()(const plan::CreateRecord& op) {
  sets_[op.key].push_back({op.key, op.address, next_id(), op.attributes, true});
  return sets_[op.key].back().id;
}

std::string FakeRecords::operator()(const plan::UpdateRecord& op) {
  for (auto& record : sets_[op.before.key]) {
    if (record.id != op.before.id) continue;
    record.address = op.address;
    if (op.attributes.ttl) record.attributes.ttl = op.attributes.ttl;
    if (op.attributes.proxied) record.attributes.proxied = op.attributes.proxied;
  }
  return op.before.id;
}

std::string FakeRecords::operator()(const plan::DeleteRecord& op) {
  std::erase_if(sets_[op.record.key], [&](const auto& record) { return record.id == op.record.id; });
  return {};
}

std::string FakeRecords::operator()(const plan::ReplaceSet& op) {
  auto& set = sets_[op.key];
  set.clear();
  for (const auto& address : op.after) set.push_back({op.key, address, {}, op.attributes, true});
  return {};
}

std::string FakeRecords::operator()(const plan::UpdateHost& op) {
  if (op.ipv4) put_host(op, RecordType::a, *op.ipv4);
  if (op.ipv6) put_host(op, RecordType::aaaa, *op.ipv6);
  return {};
}

void FakeRecords::put_host(const plan::UpdateHost& op, RecordType type, const IpAddress& address) {
  const RecordKey key{op.name, type, op.line};
  sets_[key] = {{key, address, {}, op.attributes, true}};
}

}  // namespace ddns::test
