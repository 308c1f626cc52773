#include "shared/record_sorter.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ddns/core/text.h"

namespace ddns::providers {

RecordSorter::RecordSorter(const provider::ReadScope& scope) : state_{.zone = scope.zone, .records = {}} {
  for (const auto& key : scope.keys) keys_[key.name].push_back(key);
}

Status RecordSorter::take(const ListedRecord& record) {
  if (!record.name) return {};
  const auto found = keys_.find(*record.name);
  if (found == keys_.end()) return {};
  for (const auto& key : found->second) {
    if (std::ranges::find(record.lines, key.line) == record.lines.end()) continue;
    if (record.type == "CNAME" && !record.disabled) {
      state_.obstacles.push_back({key, cat("a CNAME to ", record.value, " stands at this name")});
    }
    if (record_type_from(record.type) != key.type) continue;
    if (record.disabled) {
      disabled_.insert(key);
    } else if (auto kept = keep(key, record); !kept) {
      return kept;
    }
  }
  return {};
}

Status RecordSorter::keep(const RecordKey& key, const ListedRecord& record) {
  if (!record.hindrance.empty()) state_.obstacles.push_back({key, record.hindrance});
  if (!record.id) return fail(record.id.error());
  const auto address = IpAddress::parse(record.value);
  if (!address || address->family() != family_of(key.type)) {
    if (!record.hindrance.empty()) return {};  // what nobody can change need not be understood
    return fail(Reason::malformed, cat("the record ", *record.id, record.id->empty() ? "" : " of ", key.to_string(),
                                       " holds no such address"));
  }
  state_.records.push_back({.key = key, .address = *address, .id = *record.id, .attributes = record.attributes});
  return {};
}

void RecordSorter::block(const DomainName& name, std::optional<RecordType> type, const std::string& what) {
  const auto found = keys_.find(name);
  if (found == keys_.end()) return;
  for (const auto& key : found->second) {
    if (!type || key.type == *type) state_.obstacles.push_back({key, what});
  }
}

plan::ZoneState RecordSorter::finish() {
  for (const auto& record : state_.records) disabled_.erase(record.key);
  for (const auto& key : disabled_) {
    state_.obstacles.push_back({key, "a disabled record stands there; enable or delete it in the console"});
  }
  return std::move(state_);
}

std::set<DomainName> names_of(const provider::ReadScope& scope) {
  std::set<DomainName> names;
  for (const auto& key : scope.keys) names.insert(key.name);
  return names;
}

Records fetch_records(const provider::ReadScope& scope, std::size_t few,
                      const std::function<Records(const DomainName&)>& of_name,
                      const std::function<Records()>& of_zone) {
  const auto names = names_of(scope);
  if (names.size() > few) return of_zone();
  std::vector<http::Json> all;
  for (const auto& name : names) {
    auto records = of_name(name);
    if (!records) return records;
    all.insert(all.end(), std::make_move_iterator(records->begin()), std::make_move_iterator(records->end()));
  }
  return all;
}

Result<plan::ZoneState> sort_records(const provider::ReadScope& scope, const Records& records,
                                     const std::function<ListedRecord(const http::Json&)>& to_listed) {
  if (!records) return fail(records.error());
  RecordSorter sorter(scope);
  for (const auto& record : *records) {
    if (auto taken = sorter.take(to_listed(record)); !taken) return fail(std::move(taken).error());
  }
  return sorter.finish();
}

}  // namespace ddns::providers
