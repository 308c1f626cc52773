#include "ddns/providers/catalogue.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/providers/aliyun.h"
#include "ddns/providers/cloudflare.h"
#include "ddns/providers/custom.h"
#include "ddns/providers/dyndns2.h"
#include "ddns/providers/hosts.h"
#include "ddns/providers/powerdns.h"
#include "ddns/providers/rfc2136.h"
#include "ddns/providers/tencentcloud.h"

namespace ddns::providers {
namespace {

/// One line per service; the dyndns2 dialects are rows of a table of their own.
std::vector<provider::ProviderSpec> table() {
  std::vector<provider::ProviderSpec> rows = dyndns2_specs();
  rows.push_back(aliyun_spec());
  rows.push_back(cloudflare_spec());
  rows.push_back(custom_spec());
  rows.push_back(hosts_spec());
  rows.push_back(powerdns_spec());
  rows.push_back(rfc2136_spec());
  rows.push_back(tencentcloud_spec());
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return rows;
}

}  // namespace

const std::vector<provider::ProviderSpec>& catalogue() {
  static const std::vector<provider::ProviderSpec> rows = table();
  return rows;
}

const provider::ProviderSpec* find(std::string_view id) {
  for (const auto& row : catalogue()) {
    const auto same = [&](const std::string& other) { return iequals(other, id); };
    if (same(row.id) || std::any_of(row.aliases.begin(), row.aliases.end(), same)) return &row;
  }
  return nullptr;
}

}  // namespace ddns::providers
