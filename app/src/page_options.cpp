#include "page_options.h"

#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"

namespace ddns::app {
namespace {

/// Enough digits that two names of one installation will not meet.
constexpr std::size_t hash_digits = 12;

std::string hash_of(const DomainName& name) {
  return crypto::to_hex(crypto::digest(crypto::Hash::sha256, name.text())).substr(0, hash_digits);
}

}  // namespace

metrics::PageOptions page_options(const config::MetricsSettings& settings) {
  metrics::PageOptions out{.records = static_cast<metrics::RecordSeries>(settings.records),
                           .ip_info = settings.ip_info};
  if (settings.names == config::MetricNames::hash) out.word_for = hash_of;
  if (settings.names == config::MetricNames::alias) {
    out.word_for = [aliases = settings.aliases](const DomainName& name) {
      const auto alias = aliases.find(name);
      return alias == aliases.end() ? hash_of(name) : alias->second;
    };
  }
  return out;
}

}  // namespace ddns::app
