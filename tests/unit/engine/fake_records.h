#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/plan/operation.h"

namespace ddns::test {

/// What a service holds: does operations of every grain. Not thread-safe.
class FakeRecords {
 public:
  FakeRecords();
  ~FakeRecords();

  void put(const RecordKey& key, std::initializer_list<std::string_view> addresses, const Attributes& attributes);
  [[nodiscard]] AddressSet at(const RecordKey& key) const;
  void append(const RecordKey& key, std::vector<plan::RemoteRecord>& all) const;
  /// The id of the record afterwards.
  std::string perform(const plan::Operation& operation);

  std::string operator()(const plan::CreateRecord& op);
  std::string operator()(const plan::UpdateRecord& op);
  std::string operator()(const plan::DeleteRecord& op);
  std::string operator()(const plan::ReplaceSet& op);
  std::string operator()(const plan::UpdateHost& op);

 private:
  void put_host(const plan::UpdateHost& op, RecordType type, const IpAddress& address);
  std::string next_id() { return "r" + std::to_string(++last_id_); }

  std::map<RecordKey, std::vector<plan::RemoteRecord>> sets_;
  unsigned last_id_ = 0;
};

}  // namespace ddns::test
