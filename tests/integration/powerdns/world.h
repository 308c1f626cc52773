#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/crypto/random.h"
#include "ddns/plan/plan.h"
#include "ddns/provider/spec.h"
#include "ddns/transport/exchange.h"
#include "ddns/transport/http_client.h"
#include "support/pdns_server.h"
#include "support/shifted_clock.h"

namespace ddns::test {

/// A PowerDNS server with the zone example.com, and everything a provider needs to talk to it for real.
class World {
 public:
  /// `clock_off`: how far this machine's clock is ahead of the server's.
  explicit World(std::chrono::seconds clock_off = {});

  [[nodiscard]] const PdnsServer& server() const noexcept { return server_; }
  [[nodiscard]] Call call();

  /// A provider with settings as the user would write them; a refusal throws std::runtime_error.
  [[nodiscard]] static std::unique_ptr<provider::Provider> make(
      std::string_view id, const std::vector<std::pair<std::string, std::string>>& settings);
  /// The powerdns provider for this server.
  [[nodiscard]] std::unique_ptr<provider::Provider> powerdns(std::string api_key = {}) const;

  /// Read, plan, lower and apply, as the engine does. Every error on the way.
  [[nodiscard]] std::vector<Error> publish(const provider::Provider& provider, const plan::ZoneRef& zone,
                                           const std::vector<plan::DesiredSet>& desired);

  /// What the server answers over UDP.
  [[nodiscard]] AddressSet ask(std::string_view name, RecordType type);

 private:
  PdnsServer server_;
  ShiftedClock clock_;
  crypto::SystemRandom random_;
  transport::PocoHttpClientFactory factory_{clock_, "ddns-sidecar/test"};
  std::unique_ptr<http::HttpClient> http_;
  transport::SocketExchange dns_{clock_};
};

}  // namespace ddns::test
