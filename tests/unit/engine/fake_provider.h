#pragma once

#include <deque>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/provider/provider.h"
#include "fake_records.h"

namespace ddns::test {

/// A DNS service: zones, records, and a script of failures. Thread-safe, but for what is set up before the run.
class FakeProvider final : public provider::Provider {
 public:
  using Refusal = std::function<std::optional<Error>(const plan::Operation&)>;

  explicit FakeProvider(plan::Capabilities capabilities = {});
  ~FakeProvider() override;

  // --- set up ---
  void add_zone(std::string_view name, std::string id = "z1");
  void put(const RecordKey& key, std::initializer_list<std::string_view> addresses, const Attributes& attributes = {});
  /// The next calls fail with these, whatever they are.
  void fail_next(std::vector<Error> errors);
  /// Every call fails with this until it is taken away.
  void fail_always(std::optional<Error> error);
  void refuse(Refusal refusal);
  /// Reads that this gives an error for fail with it.
  std::function<std::optional<Error>(const provider::ReadScope&)> refuse_read = {};
  /// Called at the begin of every verb, without a lock.
  std::function<void(std::string_view verb, const Call&)> on_call = {};
  /// The next writes are done, and then reported as failed with Effect::unknown.
  void lose_answers(unsigned count);
  /// Writes are acknowledged with "it was so already".
  bool says_unchanged = false;
  /// Every verb sends one request through the client it is given.
  bool uses_http = false;

  // --- look ---
  [[nodiscard]] unsigned calls() const { return count(calls_); }
  [[nodiscard]] unsigned zone_calls() const { return count(zone_calls_); }
  [[nodiscard]] unsigned reads() const { return count(reads_); }
  [[nodiscard]] unsigned writes() const { return count(writes_); }
  [[nodiscard]] std::vector<plan::Unit> units() const;
  [[nodiscard]] AddressSet at(const RecordKey& key) const;

  // --- the port ---
  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }
  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>&,
                                                              const Call& call) const override;
  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override;
  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override;

 private:
  std::optional<Error> begin(std::string_view verb, unsigned& counter, const Call& call) const;
  provider::UnitResult perform(const plan::Unit& unit) const;
  unsigned count(const unsigned& counter) const;

  plan::Capabilities capabilities_;
  std::vector<plan::ZoneRef> zones_;
  Refusal refusal_;
  mutable std::mutex mutex_;
  mutable FakeRecords records_;
  mutable std::deque<Error> next_;
  mutable std::optional<Error> always_;
  mutable std::vector<plan::Unit> units_;
  mutable unsigned calls_ = 0, zone_calls_ = 0, reads_ = 0, writes_ = 0, lost_answers_ = 0;
};

}  // namespace ddns::test
