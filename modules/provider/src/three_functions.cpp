#include "ddns/provider/three_functions.h"

#include <utility>

namespace ddns::provider {
namespace {

class ThreeFunctionProvider final : public Provider {
 public:
  explicit ThreeFunctionProvider(ThreeFunctions functions) : functions_(std::move(functions)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return functions_.capabilities; }
  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names,
                                                              const Call& call) const override {
    return functions_.find_zones(names, call);
  }
  [[nodiscard]] Result<plan::ZoneState> read(const ReadScope& scope, const Call& call) const override {
    return functions_.read(scope, call);
  }
  [[nodiscard]] UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    return functions_.apply(unit, call);
  }

 private:
  ThreeFunctions functions_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(ThreeFunctions functions) {
  return std::make_unique<ThreeFunctionProvider>(std::move(functions));
}

std::function<UnitResult(const plan::Unit&, const Call&)> one_by_one(
    std::function<Result<Ack>(const plan::ZoneRef&, const plan::Operation&, const Call&)> write) {
  return [write = std::move(write)](const plan::Unit& unit, const Call& call) {
    UnitResult results;
    results.reserve(unit.operations.size());
    for (const auto& operation : unit.operations) results.push_back(write(unit.zone, operation, call));
    return results;
  };
}

}  // namespace ddns::provider
