#include "fake_provider.h"

#include "support/record_values.h"

namespace ddns::test {

FakeProvider::FakeProvider(plan::Capabilities capabilities) : capabilities_(capabilities) {}
FakeProvider::~FakeProvider() = default;

void FakeProvider::add_zone(std::string_view name, std::string id) { zones_.push_back({name_of(name), std::move(id)}); }

void FakeProvider::put(const RecordKey& key, std::initializer_list<std::string_view> addresses,
                       const Attributes& attributes) {
  const std::lock_guard lock(mutex_);
  records_.put(key, addresses, attributes);
}

void FakeProvider::fail_next(std::vector<Error> errors) {
  const std::lock_guard lock(mutex_);
  next_.insert(next_.end(), errors.begin(), errors.end());
}

void FakeProvider::fail_always(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  always_ = std::move(error);
}

void FakeProvider::refuse(Refusal refusal) {
  const std::lock_guard lock(mutex_);
  refusal_ = std::move(refusal);
}

void FakeProvider::lose_answers(unsigned count) {
  const std::lock_guard lock(mutex_);
  lost_answers_ = count;
}

std::vector<plan::Unit> FakeProvider::units() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

AddressSet FakeProvider::at(const RecordKey& key) const {
  const std::lock_guard lock(mutex_);
  return records_.at(key);
}

Result<std::vector<plan::ZoneRef>> FakeProvider::find_zones(const std::vector<DomainName>&, const Call& call) const {
  if (auto error = begin("zones", zone_calls_, call)) return fail(*error);
  return zones_;
}

Result<plan::ZoneState> FakeProvider::read(const provider::ReadScope& scope, const Call& call) const {
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

provider::UnitResult FakeProvider::apply(const plan::Unit& unit, const Call& call) const {
  const auto error = begin("write", writes_, call);
  const std::lock_guard lock(mutex_);
  units_.push_back(unit);
  if (error) return provider::all_of(unit, fail(*error));
  auto results = perform(unit);
  if (lost_answers_ == 0) return results;
  --lost_answers_;
  return provider::all_of(unit, fail(Reason::timeout, "the answer was lost", Effect::unknown));
}

/// An atomic unit with a refused operation does nothing at all.
provider::UnitResult FakeProvider::perform(const plan::Unit& unit) const {
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
    if (results[i]) results[i] = provider::Ack{.id = records_.perform(unit.operations[i]), .unchanged = says_unchanged};
  }
  return results;
}

std::optional<Error> FakeProvider::begin(std::string_view verb, unsigned& counter, const Call& call) const {
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

unsigned FakeProvider::count(const unsigned& counter) const {
  const std::lock_guard lock(mutex_);
  return counter;
}

}  // namespace ddns::test
