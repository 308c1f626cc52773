#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string_view>

#include "ddns/core/address_set.h"
#include "ddns/core/domain_name.h"
#include "ddns/core/record.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/message.h"

namespace ddns::test {

/// A recursive server (192.0.2.53) and the name servers of the zones (192.0.2.61, …): answers follow `view`.
/// Thread-safe, `authoritative` apart.
class NameServers final : public dns::Exchange {
 public:
  /// The addresses of a record at one server.
  using View = std::function<AddressSet(const RecordKey&, const dns::Server&)>;
  explicit NameServers(View view);
  ~NameServers() override;

  static dns::Server resolver();
  static dns::Server server(unsigned number);

  /// `servers` name servers, ns1.<zone> and so on.
  void add_zone(std::string_view zone, unsigned servers = 2);
  void set_view(View view);
  void silence(const dns::Server& server, bool silent = true);
  bool authoritative = true;

  [[nodiscard]] unsigned asked(const dns::Server& server) const;
  /// Questions to name servers, the recursive one not counted.
  [[nodiscard]] unsigned asked() const;

  [[nodiscard]] Result<dns::Bytes> exchange(std::span<const std::uint8_t> wire, const dns::Server& server,
                                            const dns::ExchangeOptions&) override;

 private:
  const DomainName* zone_of(const DomainName& name) const;
  dns::Message resolve(const dns::Message& asked, const dns::Question& question) const;
  dns::Message answer(const dns::Message& asked, const dns::Question& question, const dns::Server& server) const;

  mutable std::mutex mutex_;
  View view_;
  std::map<DomainName, unsigned> zones_;
  std::set<dns::Server> silent_;
  std::map<dns::Server, unsigned> asked_;
};

}  // namespace ddns::test
