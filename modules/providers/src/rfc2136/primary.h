#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/dns/client.h"
#include "ddns/dns/update.h"
#include "rfc2136/settings.h"

namespace ddns::providers::rfc2136 {

/// The account's name servers for the length of one call. Messages go to the first; the next is tried only when
/// nothing can have happened at the one before and another may do better (not reached, not primary). The one that
/// answered stays the first for the rest of the call, and UDP that did not get through is not tried again in it.
/// Safe to use from several threads.
class Primary {
 public:
  Primary(const Settings& settings, const Call& call) : settings_(settings), call_(call) {}

  /// A question, signed with the account's key, which also picks the view. Only authoritative answers of kind data,
  /// nodata or nxdomain come back. Errors: those of dns::query and classify(); config when the server has no authority.
  [[nodiscard]] Result<dns::Answer> query(const DomainName& name, dns::Type type);

  /// Success once the server said NOERROR, signed. Errors state their effect.
  [[nodiscard]] Status update(const DomainName& zone, const dns::UpdateBuilder& update);

 private:
  template <class Value>
  [[nodiscard]] Result<Value> at_any(const std::function<Result<Value>(const dns::Server&)>& ask);
  void prefer(const dns::Server& server);
  [[nodiscard]] std::optional<dns::Server> preferred();
  [[nodiscard]] Result<std::vector<dns::Server>> addresses_of(const Host& host);
  [[nodiscard]] Result<std::vector<dns::Server>> look_up(const DomainName& name, std::uint16_t port) const;
  [[nodiscard]] Result<dns::Rcode> send(const dns::Server& server, const dns::Message& message) const;
  [[nodiscard]] Result<dns::Rcode> check(const dns::Server& server, const dns::Message& sent, const dns::Bytes& answer,
                                         const dns::Bytes& mac) const;

  [[nodiscard]] Result<dns::Answer> ask(const dns::Server& server, const DomainName& name, dns::Type type);
  [[nodiscard]] Error refused(dns::Rcode rcode, const std::string& about, bool guarded) const;

  const Settings& settings_;
  const Call& call_;
  std::mutex mutex_;  ///< of the two below
  std::optional<dns::Server> good_ = {};
  std::map<std::pair<DomainName, std::uint16_t>, std::vector<dns::Server>> known_ = {};
  std::atomic<bool> udp_is_dead_ = false;
};

}  // namespace ddns::providers::rfc2136
