#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ddns/plan/operation.h"

namespace ddns::plan::test {

/// A DNS service in memory, as strict as the strictest real one: what it must not be asked ends up in complaints().
class SimulatedService {
 public:
  virtual ~SimulatedService() = default;
  [[nodiscard]] virtual ZoneState read() const = 0;
  /// One call. Complains about operations of another grain.
  void apply(const Unit& unit);
  [[nodiscard]] const std::vector<std::string>& complaints() const noexcept { return complaints_; }
  /// What stands at one key right now.
  [[nodiscard]] AddressSet values(const RecordKey& key) const;
  [[nodiscard]] virtual bool has_values(const RecordKey& key) const = 0;

 protected:
  virtual void one(const Operation& operation) = 0;
  void complain(std::string what) { complaints_.push_back(std::move(what)); }

 private:
  std::vector<std::string> complaints_;
};

/// One value per record, addressed by id. Refuses a second record of the same value (as Aliyun does) and ids it does
/// not know; members absent from an update stay; the TTL of a proxied record becomes 1.
class RecordService final : public SimulatedService {
 public:
  explicit RecordService(std::vector<RemoteRecord> records);
  [[nodiscard]] ZoneState read() const override;
  [[nodiscard]] bool has_values(const RecordKey& key) const override;

 private:
  void one(const Operation& operation) override;
  void create(const CreateRecord& create);
  void update(const UpdateRecord& update);
  void remove(const DeleteRecord& remove);
  [[nodiscard]] bool has(const RecordKey& key, const IpAddress& address) const;

  std::vector<RemoteRecord> records_;
  int next_id_ = 1000;
};

/// The whole RRset in one call, under an optimistic lock: `before` must be what stands. A set must have a TTL.
class SetService final : public SimulatedService {
 public:
  explicit SetService(const std::vector<RemoteRecord>& records);
  [[nodiscard]] ZoneState read() const override;
  [[nodiscard]] bool has_values(const RecordKey& key) const override;

 private:
  struct Set {
    AddressSet values;
    AddressSet owned;
    Attributes attributes;
  };
  void one(const Operation& operation) override;

  std::map<RecordKey, Set> sets_;
};

/// Host names that cannot be read; what was written is remembered, as the state store does.
class HostService final : public SimulatedService {
 public:
  explicit HostService(bool both_families_in_one) : both_(both_families_in_one) {}
  [[nodiscard]] ZoneState read() const override;
  [[nodiscard]] bool has_values(const RecordKey& key) const override;

 private:
  void one(const Operation& operation) override;
  void put(const RecordKey& key, const IpAddress& address, const std::optional<IpAddress>& old,
           const Attributes& attributes);

  bool both_;
  std::map<RecordKey, RemoteRecord> remembered_;
};

}  // namespace ddns::plan::test
