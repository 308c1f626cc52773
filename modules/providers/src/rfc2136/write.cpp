#include "rfc2136/write.h"

#include "ddns/core/text.h"

namespace ddns::providers::rfc2136 {
namespace {

void append(dns::UpdateBuilder& update, const plan::ReplaceSet& replace, std::chrono::seconds default_ttl) {
  const DomainName& name = replace.key.name;
  const dns::Type type = dns::type_of(replace.key.type);
  if (replace.before) update.require_exactly(name, type, *replace.before);
  // Beside a CNAME, servers drop what is added and still say NOERROR (RFC 2136 section 3.4.2.2).
  if (!replace.after.empty()) update.require_absent(name, dns::Type::cname);
  update.remove_set(name, type);
  const auto ttl = replace.attributes.ttl.value_or(replace.current.ttl.value_or(default_ttl));
  for (const IpAddress& address : replace.after) update.add(name, ttl, address);
}

}  // namespace

Result<dns::UpdateBuilder> update_for(const plan::Unit& unit, std::chrono::seconds default_ttl) {
  dns::UpdateBuilder update(unit.zone.name);
  for (const plan::Operation& operation : unit.operations) {
    const auto* replace = std::get_if<plan::ReplaceSet>(&operation);
    if (replace == nullptr)
      return fail(Reason::internal,
                  cat("rfc2136 was given an operation that is no whole RRset in ", unit.zone.name.text()));
    append(update, *replace, default_ttl);
  }
  return update;
}

}  // namespace ddns::providers::rfc2136
