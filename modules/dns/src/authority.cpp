#include "ddns/dns/authority.h"

#include "ddns/core/text.h"

namespace ddns::dns {
namespace {

constexpr std::size_t max_servers = 16;

std::optional<ZoneCut> cut_from(const std::vector<ResourceRecord>& section, const DomainName& name) {
  for (const ResourceRecord& record : section) {
    const auto* soa = std::get_if<Soa>(&record.data);
    const auto zone = record.name.host();
    if (soa == nullptr || !zone || zone->is_root() || !name.is_within(*zone)) continue;
    return ZoneCut{*zone, soa->mname.host().value_or(DomainName{})};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ZoneCut> zone_cut(const Answer& answer, const DomainName& name) {
  // Behind an alias lies another name's zone. The alias itself is never an apex, so its parent is in the same zone.
  if (!answer.aliases.empty()) return std::nullopt;
  if (answer.kind == AnswerKind::data) return cut_from(answer.records, name);
  if (answer.kind == AnswerKind::nodata || answer.kind == AnswerKind::nxdomain)
    return cut_from(answer.authorities, name);
  return std::nullopt;
}

Result<ZoneCut> find_zone(const Doors& doors, const StubResolver& resolver, const DomainName& name) {
  for (std::optional<DomainName> at = name; at && !at->is_root(); at = at->parent()) {
    const auto answer = resolver.resolve(doors, *at, Type::soa);
    if (!answer) return fail(answer.error());
    if (const auto cut = zone_cut(*answer, *at)) return *cut;
  }
  return fail(Reason::not_found,
              cat("no zone holds ", name.text(), "; check the name, or whether its zone is delegated"));
}

Result<AuthoritySet> find_authority(const Doors& doors, const StubResolver& resolver, const DomainName& name,
                                    std::uint16_t port) {
  const auto cut = find_zone(doors, resolver, name);
  if (!cut) return fail(cut.error());
  const auto answer = resolver.resolve(doors, cut->zone, Type::ns);
  if (!answer) return fail(answer.error());
  AuthoritySet set{cut->zone, cut->primary, {}};
  for (const ResourceRecord& record : answer->records) {
    const auto* target = std::get_if<Name>(&record.data);
    const auto host = target == nullptr ? fail(Reason::malformed, "") : target->host();
    if (!host || set.servers.size() == max_servers) continue;
    NamedServer server{*host, {}};
    const auto addresses = resolver.addresses(doors, *host);
    if (!addresses && addresses.error().reason == Reason::cancelled) return fail(addresses.error());
    for (const IpAddress& address : addresses.value_or(AddressSet{})) server.servers.push_back({address, port});
    set.servers.push_back(std::move(server));
  }
  if (set.servers.empty()) {
    return fail(Reason::resolve, cat("the name servers of zone ", cut->zone.text(), " cannot be told: NS answered ",
                                     to_string(answer->rcode)));
  }
  return set;
}

}  // namespace ddns::dns
