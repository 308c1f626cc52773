#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// Any HTTP call, described by templates and rules in the account's settings. The variables are those of ddns-go's
/// "Callback" (github.com/jeessy2/ddns-go, dns/callback.go) and some more, so that its users can move over.
[[nodiscard]] const provider::ProviderSpec& custom_spec();

}  // namespace ddns::providers
