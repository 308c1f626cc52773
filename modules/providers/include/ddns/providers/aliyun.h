#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// Alibaba Cloud DNS (Alidns, API version 2015-01-09): record grain, resolution lines. Source: the API pages of
/// https://help.aliyun.com/zh/dns/ and the models of @alicloud/alidns20150109; signatures as in
/// ddns/http/sign/aliyun.h.
[[nodiscard]] const provider::ProviderSpec& aliyun_spec();

}  // namespace ddns::providers
