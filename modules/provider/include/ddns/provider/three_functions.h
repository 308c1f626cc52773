#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "ddns/provider/provider.h"

namespace ddns::provider {

/// A record or RRset API as three functions, each of them one verb of Provider with its contract. They are called from
/// several threads at once and live as long as the provider.
struct ThreeFunctions {
  plan::Capabilities capabilities;
  std::function<Result<std::vector<plan::ZoneRef>>(const std::vector<DomainName>&, const Call&)> find_zones;
  std::function<Result<plan::ZoneState>(const ReadScope&, const Call&)> read;
  std::function<UnitResult(const plan::Unit&, const Call&)> apply;
};

[[nodiscard]] std::unique_ptr<Provider> make_provider(ThreeFunctions functions);

/// apply() of a service that takes one operation a call: the operations of a unit one after the other.
[[nodiscard]] std::function<UnitResult(const plan::Unit&, const Call&)> one_by_one(
    std::function<Result<Ack>(const plan::ZoneRef&, const plan::Operation&, const Call&)> write);

}  // namespace ddns::provider
