#include "ddns/provider/in_the_clear.h"

#include "ddns/core/address_scope.h"
#include "ddns/core/text.h"

namespace ddns::provider {
namespace {

constexpr std::string_view kScheme = "http://";

/// The host alone: what follows may be a template and no URL yet.
std::string_view host_of(std::string_view url) {
  auto host = url.substr(kScheme.size());
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

/// dyndns2's `server` may be a host or a URL.
bool may_be_url(const schema::Field& field) {
  return field.kind == schema::Kind::url || (field.kind == schema::Kind::text && field.key == "server");
}

bool stays_here(std::string_view host) { return is_loopback_host(host) || to_lower(host).ends_with(".localhost"); }

}  // namespace

std::vector<std::string> in_the_clear(const schema::Schema& schema, const schema::Values& values) {
  std::vector<std::string> keys;
  for (const auto& field : schema.fields) {
    if (!may_be_url(field)) continue;
    const auto& text = values.text(field.key);
    if (text.size() < kScheme.size() || !iequals(text.substr(0, kScheme.size()), kScheme)) continue;
    if (!stays_here(host_of(text))) keys.push_back(field.key);
  }
  return keys;
}

}  // namespace ddns::provider
