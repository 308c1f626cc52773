#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "support/record_values.h"
#include "support/scripted_exchange.h"

namespace ddns::test {

/// A recursive server (192.0.2.53) and the name servers of the zones (192.0.2.61, …): answers follow `view`.
class NameServers final : public dns::Exchange {
 public:
  /// The addresses of a record at one server.
  using View = std::function<AddressSet(const RecordKey&, const dns::Server&)>;
  explicit NameServers(View view) : view_(std::move(view)) {}

  static dns::Server resolver() { return {ip_of("192.0.2.53"), 53}; }
  static dns::Server server(unsigned number) { return {ip_of("192.0.2." + std::to_string(60 + number)), 53}; }

  /// `servers` name servers, ns1.<zone> and so on.
  void add_zone(std::string_view zone, unsigned servers = 2) {
    const std::lock_guard lock(mutex_);
    zones_[name_of(zone)] = servers;
  }
  void set_view(View view) {
    const std::lock_guard lock(mutex_);
    view_ = std::move(view);
  }
  void silence(const dns::Server& server, bool silent = true) {
    const std::lock_guard lock(mutex_);
    if (silent) {
      silent_.insert(server);
    } else {
      silent_.erase(server);
    }
  }
  bool authoritative = true;

  [[nodiscard]] unsigned asked(const dns::Server& server) const {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find(server);
    return found == asked_.end() ? 0 : found->second;
  }
  /// Questions to name servers, the recursive one not counted.
  [[nodiscard]] unsigned asked() const {
    const std::lock_guard lock(mutex_);
    unsigned all = 0;
    for (const auto& [server, count] : asked_) all += server == resolver() ? 0 : count;
    return all;
  }

  [[nodiscard]] Result<dns::Bytes> exchange(std::span<const std::uint8_t> wire, const dns::Server& server,
                                            const dns::ExchangeOptions&) override {
    const auto message = dns::decode(wire);
    if (!message) return fail(message.error());
    const std::lock_guard lock(mutex_);
    ++asked_[server];
    if (silent_.contains(server)) return fail(Reason::timeout, "silence");
    const auto& question = message->questions.front();
    return dns::encode(server == resolver() ? resolve(*message, question) : answer(*message, question, server));
  }

 private:
  const DomainName* zone_of(const DomainName& name) const {
    const DomainName* best = nullptr;
    for (const auto& [zone, servers] : zones_) {
      if (name.is_within(zone) && (best == nullptr || zone.text().size() > best->text().size())) best = &zone;
    }
    return best;
  }

  dns::Message resolve(const dns::Message& asked, const dns::Question& question) const {
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
        reply.answers.push_back(
            name_record(zone->text(), dns::Type::ns, "ns" + std::to_string(i) + "." + zone->text()));
      }
    } else if (question.type == dns::Type::a && name.text().starts_with("ns")) {
      const auto number = static_cast<unsigned>(name.text()[2] - '0');
      reply.answers.push_back(address_record(name.text(), server(number).address.to_string()));
    }
    return reply;
  }

  dns::Message answer(const dns::Message& asked, const dns::Question& question, const dns::Server& server) const {
    const RecordKey key{
        question.name.host().value(), question.type == dns::Type::aaaa ? RecordType::aaaa : RecordType::a, {}};
    dns::Message reply = authoritative_answer(asked, {});
    reply.header.authoritative = authoritative;
    for (const auto& address : view_(key, server))
      reply.answers.push_back(address_record(key.name.text(), address.to_string()));
    return reply;
  }

  mutable std::mutex mutex_;
  View view_;
  std::map<DomainName, unsigned> zones_;
  std::set<dns::Server> silent_;
  std::map<dns::Server, unsigned> asked_;
};

}  // namespace ddns::test
