#pragma once

#include <memory>

#include "ddns/provider/spec.h"
#include "dyndns2/account.h"

namespace ddns::providers::dyndns2 {

[[nodiscard]] plan::Capabilities capabilities_of(const Row& row);
[[nodiscard]] std::unique_ptr<provider::Provider> make_provider(Account account);

/// The id `dyndns2`: any server that speaks the protocol, described by settings instead of a row.
[[nodiscard]] provider::ProviderSpec generic_spec();

}  // namespace ddns::providers::dyndns2
