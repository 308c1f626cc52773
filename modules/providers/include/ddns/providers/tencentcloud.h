#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// DNSPod through the Tencent Cloud API 3.0 (dnspod, 2021-03-23): record grain, resolution lines, remarks. Source:
/// https://cloud.tencent.com/document/api/1427 and the models of tencentcloud-sdk; signatures as in
/// ddns/http/sign/tencent.h.
[[nodiscard]] const provider::ProviderSpec& tencentcloud_spec();

}  // namespace ddns::providers
