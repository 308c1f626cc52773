#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/provider/provider.h"
#include "support/fake_records.h"

namespace ddns::test {

/// A DNS service: zones, records, and a script of failures.
class FakeProvider final : public provider::Provider {
 public:
  using Refusal = std::function<std::optional<Error>(const plan::Operation&)>;

  explicit FakeProvider(plan::Capabilities capabilities = {}) : capabilities_(capabilities) {}

  // --- set up ---
  void add_zone(std::string_view name, std::string id = "z1") { zones_.push_back({name_of(name), std::move(id)}); }
  void put(const RecordKey& key, std::initializer_list<std::string_view> addresses, const Attributes& attributes = {}) {
    const std::lock_guard lock(mutex_);
    records_.put(key, addresses, attributes);
  }
  /// The next calls fail with these, whatever they are.
  void fail_next(std::vector<Error> errors) {
    const std::lock_guard lock(mutex_);
    next_.insert(next_.end(), errors.begin(), errors.end());
  }
  /// Every call fails with this until it is taken away.
  void fail_always(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    always_ = std::move(error);
  }
  void refuse(Refusal refusal) {
    const std::lock_guard lock(mutex_);
    refusal_ = std::move(refusal);
  }
  /// Reads that this gives an error for fail with it.
  std::function<std::optional<Error>(const provider::ReadScope&)> refuse_read = {};
  /// Called at the begin of every verb, without a lock.
  std::function<void(std::string_view verb, const Call&)> on_call = {};
  /// The next writes are done, and then reported as failed with Effect::unknown.
  void lose_answers(unsigned count) {
    const std::lock_guard lock(mutex_);
    lost_answers_ = count;
  }
  /// Every verb sends one request through the client it is given.
  bool uses_http = false;

  // --- look ---
  [[nodiscard]] unsigned calls() const { return count(calls_); }
  [[nodiscard]] unsigned zone_calls() const { return count(zone_calls_); }
  [[nodiscard]] unsigned reads() const { return count(reads_); }
  [[nodiscard]] unsigned writes() const { return count(writes_); }
  [[nodiscard]] std::vector<plan::Unit> units() const {
    const std::lock_guard lock(mutex_);
    return units_;
  }
  [[nodiscard]] AddressSet at(const RecordKey& key) const {
    const std::lock_guard lock(mutex_);
    return records_.at(key);
  }

  // --- the port ---
  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>&,
                                                              const Call& call) const override {
    if (auto error = begin("zones", zone_calls_, call)) return fail(*error);
    return zones_;
  }

  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override {
    if (auto error = begin("read", reads_, call)) return fail(*error);
    if (auto error = refuse_read ? refuse_read(scope) : std::nullopt) return fail(*error);
    const std::lock_guard lock(mutex_);
    plan::ZoneState state{.zone = scope.zone, .records = {}};
    for (const auto& zone : zones_) {
      if (zone.name == scope.zone.name) state.zone = zone;
    }
    for (const auto& key : scope.keys) records_.append(key, state.records);
    return state;
  }

  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    const auto error = begin("write", writes_, call);
    const std::lock_guard lock(mutex_);
    units_.push_back(unit);
    if (error) return provider::all_of(unit, fail(*error));
    provider::UnitResult results;
    for (const auto& operation : unit.operations) {
      const auto refused = refusal_ ? refusal_(operation) : std::nullopt;
      if (refused && unit.atomic) return provider::all_of(unit, fail(*refused));
      if (refused) {
        results.emplace_back(fail(*refused));
      } else {
        results.emplace_back(provider::Ack{});
      }
    }
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i]) results[i] = provider::Ack{.id = records_.perform(unit.operations[i])};
    }
    if (lost_answers_ == 0) return results;
    --lost_answers_;
    return provider::all_of(unit, fail(Reason::timeout, "the answer was lost", Effect::unknown));
  }

 private:
  std::optional<Error> begin(std::string_view verb, unsigned& counter, const Call& call) const {
    if (on_call) on_call(verb, call);
    if (uses_http) {
      const auto sent = call.http.send({}, call.limits());
      if (!sent) return sent.error();
    }
    const std::lock_guard lock(mutex_);
    ++calls_;
    ++counter;
    if (!next_.empty()) {
      Error error = next_.front();
      next_.pop_front();
      return error;
    }
    return always_;
  }

  unsigned count(const unsigned& counter) const {
    const std::lock_guard lock(mutex_);
    return counter;
  }

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
