#include "simulated_service.h"

#include <algorithm>

#include "builders.h"

namespace ddns::plan::test {
namespace {

/// What a service does with attributes it is sent: absent members stay, and it has its own mind about proxied records.
void overlay(Attributes& stored, const Attributes& sent) {
  if (sent.ttl) stored.ttl = sent.ttl;
  if (sent.proxied) stored.proxied = sent.proxied;
  if (sent.comment) stored.comment = sent.comment;
  for (const auto& [name, value] : sent.extra) stored.extra[name] = value;
  if (stored.proxied.value_or(false)) stored.ttl = std::chrono::seconds{1};
}

void overlay_set(Attributes& stored, const ReplaceSet& replace) {
  if (!stored.ttl && !replace.attributes.ttl) stored.ttl = replace.current.ttl;
  overlay(stored, replace.attributes);
}

}  // namespace

void SimulatedService::apply(const Unit& unit) {
  for (const Operation& operation : unit.operations) one(operation);
}

AddressSet SimulatedService::values(const RecordKey& key) const {
  AddressSet found;
  for (const RemoteRecord& record : read().records) {
    if (record.key == key) found.insert(record.address);
  }
  return found;
}

// ---- records ---------------------------------------------------------------------------------------------------

RecordService::RecordService(std::vector<RemoteRecord> records) : records_(std::move(records)) {}

ZoneState RecordService::read() const { return {.zone = zone(), .records = records_}; }

bool RecordService::has_values(const RecordKey& key) const {
  return std::ranges::any_of(records_, [&](const RemoteRecord& record) { return record.key == key; });
}

bool RecordService::has(const RecordKey& key, const IpAddress& address) const {
  return std::ranges::any_of(
      records_, [&](const RemoteRecord& record) { return record.key == key && record.address == address; });
}

void RecordService::one(const Operation& operation) {
  if (const auto* create_record = std::get_if<CreateRecord>(&operation)) {
    create(*create_record);
  } else if (const auto* update_record = std::get_if<UpdateRecord>(&operation)) {
    update(*update_record);
  } else if (const auto* delete_record = std::get_if<DeleteRecord>(&operation)) {
    remove(*delete_record);
  } else {
    complain("not a record operation");
  }
}

void RecordService::create(const CreateRecord& create) {
  if (has(create.key, create.address))
    complain("created twice: " + create.key.to_string() + ' ' + create.address.to_string());
  RemoteRecord made{.key = create.key, .address = create.address, .id = "n" + std::to_string(next_id_++)};
  overlay(made.attributes, create.attributes);
  records_.push_back(std::move(made));
}

void RecordService::update(const UpdateRecord& update) {
  const auto found = std::ranges::find(records_, update.before.id, &RemoteRecord::id);
  if (found == records_.end() || *found != update.before) {
    complain("updated something else than what stands: " + update.before.id);
    return;
  }
  if (found->address != update.address && has(found->key, update.address)) {
    complain("updated to a value that stands already: " + update.address.to_string());
  }
  found->address = update.address;
  found->owned = true;
  overlay(found->attributes, update.attributes);
}

void RecordService::remove(const DeleteRecord& remove) {
  const auto found = std::ranges::find(records_, remove.record.id, &RemoteRecord::id);
  if (found == records_.end() || *found != remove.record) {
    complain("deleted something else than what stands: " + remove.record.id);
    return;
  }
  records_.erase(found);
}

// ---- RRsets ----------------------------------------------------------------------------------------------------

SetService::SetService(const std::vector<RemoteRecord>& records) {
  for (const RemoteRecord& record : records) {
    Set& set = sets_[record.key];
    set.values.insert(record.address);
    if (record.owned) set.owned.insert(record.address);
    overlay(set.attributes, record.attributes);
  }
}

ZoneState SetService::read() const {
  ZoneState state{.zone = zone()};
  for (const auto& [key, set] : sets_) {
    for (const IpAddress& address : set.values) {
      state.records.push_back(
          {.key = key, .address = address, .attributes = set.attributes, .owned = set.owned.contains(address)});
    }
  }
  return state;
}

bool SetService::has_values(const RecordKey& key) const { return sets_.contains(key); }

void SetService::one(const Operation& operation) {
  const auto* replace = std::get_if<ReplaceSet>(&operation);
  if (replace == nullptr) return complain("not a set operation");
  const auto found = sets_.find(replace->key);
  const AddressSet standing = found == sets_.end() ? AddressSet{} : found->second.values;
  if (replace->before && *replace->before != standing) complain("stale lock: " + replace->key.to_string());
  if (replace->after.empty()) {
    sets_.erase(replace->key);
    return;
  }
  Set& set = sets_[replace->key];
  for (const IpAddress& address : replace->after) {
    if (!standing.contains(address)) set.owned.insert(address);
  }
  set.values = replace->after;
  overlay_set(set.attributes, *replace);
  if (!set.attributes.ttl) complain("no TTL: " + replace->key.to_string());
}

// ---- hosts -----------------------------------------------------------------------------------------------------

ZoneState HostService::read() const {
  ZoneState state{.zone = zone(), .knowledge = remembered_.empty() ? Knowledge::unknown : Knowledge::remembered};
  for (const auto& [key, record] : remembered_) state.records.push_back(record);
  return state;
}

bool HostService::has_values(const RecordKey& key) const { return remembered_.contains(key); }

void HostService::one(const Operation& operation) {
  const auto* host = std::get_if<UpdateHost>(&operation);
  if (host == nullptr) return complain("not a host operation");
  if (!host->ipv4 && !host->ipv6) complain("nothing to update: " + host->name.text());
  if (host->ipv4 && host->ipv6 && !both_) complain("two families in one call: " + host->name.text());
  if (host->ipv4) put({host->name, RecordType::a, host->line}, *host->ipv4, host->old_ipv4, host->attributes);
  if (host->ipv6) put({host->name, RecordType::aaaa, host->line}, *host->ipv6, host->old_ipv6, host->attributes);
}

void HostService::put(const RecordKey& key, const IpAddress& address, const std::optional<IpAddress>& old,
                      const Attributes& attributes) {
  const auto found = remembered_.find(key);
  const auto remembered = found == remembered_.end() ? std::nullopt : std::optional(found->second.address);
  if (old != remembered) complain("wrong old address: " + key.to_string());
  RemoteRecord& record = remembered_[key];
  record.key = key;
  record.address = address;
  overlay(record.attributes, attributes);
}

}  // namespace ddns::plan::test
