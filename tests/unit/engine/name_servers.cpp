#include "name_servers.h"

#include "support/record_values.h"
#include "support/scripted_exchange.h"

namespace ddns::test {

NameServers::NameServers(View view) : view_(std::move(view)) {}
NameServers::~NameServers() = default;

dns::Server NameServers::resolver() { return {ip_of("192.0.2.53"), 53}; }
dns::Server NameServers::server(unsigned number) { return {ip_of("192.0.2." + std::to_string(60 + number)), 53}; }

void NameServers::add_zone(std::string_view zone, unsigned servers) {
  const std::lock_guard lock(mutex_);
  zones_[name_of(zone)] = servers;
}

void NameServers::set_view(View view) {
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
}

void NameServers::silence(const dns::Server& server, bool silent) {
  const std::lock_guard lock(mutex_);
  if (silent) {
    silent_.insert(server);
  } else {
    silent_.erase(server);
  }
}

unsigned NameServers::asked(const dns::Server& server) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.find(server);
  return found == asked_.end() ? 0 : found->second;
}

unsigned NameServers::asked() const {
  const std::lock_guard lock(mutex_);
  unsigned all = 0;
  for (const auto& [server, count] : asked_) all += server == resolver() ? 0 : count;
  return all;
}

Result<dns::Bytes> NameServers::exchange(std::span<const std::uint8_t> wire, const dns::Server& server,
                                         const dns::ExchangeOptions&) {
  const auto message = dns::decode(wire);
  if (!message) return fail(message.error());
  const std::lock_guard lock(mutex_);
  ++asked_[server];
  if (silent_.contains(server)) return fail(Reason::timeout, "silence");
  const auto& question = message->questions.front();
  return dns::encode(server == resolver() ? resolve(*message, question) : answer(*message, question, server));
}

const DomainName* NameServers::zone_of(const DomainName& name) const {
  const DomainName* best = nullptr;
  for (const auto& [zone, servers] : zones_) {
    if (name.is_within(zone) && (best == nullptr || zone.text().size() > best->text().size())) best = &zone;
  }
  return best;
}

dns::Message NameServers::resolve(const dns::Message& asked, const dns::Question& question) const {
  dns::Message reply = answer_to(asked);
  const DomainName name = question.name.host().value();
  const DomainName* zone = zone_of(name);
  if (zone == nullptr) {
    reply.header.rcode = dns::Rcode::nxdomain;
  } else if (question.type == dns::Type::soa) {
    auto soa = soa_record(zone->text(), "ns1." + zone->text());
    (name == *zone ? reply.answers : reply.authorities).push_back(std::move(soa));
  } else if (question.type == dns::Type::ns) {
    for (unsigned i = 1; i <= zones_.at(*zone); ++i) {
      reply.answers.push_back(name_record(zone->text(), dns::Type::ns, "ns" + std::to_string(i) + "." + zone->text()));
    }
  } else if (question.type == dns::Type::a && name.text().starts_with("ns")) {
    const auto number = static_cast<unsigned>(name.text()[2] - '0');
    reply.answers.push_back(address_record(name.text(), server(number).address.to_string()));
  }
  return reply;
}

dns::Message NameServers::answer(const dns::Message& asked, const dns::Question& question,
                                 const dns::Server& server) const {
  const RecordKey key{
      question.name.host().value(), question.type == dns::Type::aaaa ? RecordType::aaaa : RecordType::a, {}};
  dns::Message reply = authoritative_answer(asked, {});
  reply.header.authoritative = authoritative;
  for (const auto& address : view_(key, server))
    reply.answers.push_back(address_record(key.name.text(), address.to_string()));
  return reply;
}

}  // namespace ddns::test
