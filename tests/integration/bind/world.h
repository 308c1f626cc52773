#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/crypto/random.h"
#include "ddns/dns/client.h"
#include "ddns/provider/provider.h"
#include "ddns/transport/exchange.h"
#include "support/bind_server.h"
#include "support/shifted_clock.h"

namespace ddns::test {

/// Real sockets, clock and randomness for provider calls; no HTTP.
class World {
 public:
  explicit World(std::chrono::seconds clock_off = {}) : clock_(clock_off) {}
  [[nodiscard]] Call call();
  [[nodiscard]] dns::Doors doors();
  std::stop_source stop;

 private:
  class NoHttp;
  ShiftedClock clock_;
  crypto::SystemRandom random_;
  transport::SocketExchange exchange_{clock_};
  static NoHttp no_http;
};

inline constexpr std::string_view kZone = "example.com";
inline constexpr std::string_view kKeyName = "ddns-key";
inline constexpr std::string_view kAlgorithm = "hmac-sha256";
inline constexpr std::string_view kSecret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// One dynamic zone example.com that the key may change for A and AAAA; `records` stand in it at start.
[[nodiscard]] BindConfig one_zone(std::string_view records = {},
                                  std::string_view policy = "grant ddns-key zonesub A AAAA CNAME;");

using Text = std::pair<std::string, std::string>;

/// An rfc2136 account for that server and key, read through its schema; `more` adds or replaces settings, an empty text
/// leaves one out, a comma makes a list. Throws std::runtime_error with the diagnostics or the error when it cannot be
/// made.
[[nodiscard]] std::unique_ptr<provider::Provider> account_for(const dns::Server& server,
                                                              const std::vector<Text>& more = {});

[[nodiscard]] RecordKey key_of(std::string_view name, RecordType type = RecordType::a);
[[nodiscard]] AddressSet addresses(std::initializer_list<std::string_view> texts);
[[nodiscard]] plan::ZoneRef zone_ref(std::string_view name = kZone);

/// Reads these RRsets of example.com. Fails the test and gives an empty state on error.
[[nodiscard]] plan::ZoneState read(const provider::Provider& account, World& world, const std::vector<RecordKey>& keys);
/// The addresses of one RRset in a state.
[[nodiscard]] AddressSet of(const plan::ZoneState& state, const RecordKey& key);

/// One atomic unit of example.com.
[[nodiscard]] plan::Unit unit_of(std::vector<plan::Operation> operations, std::string_view zone = kZone);
/// Does it and gives the first outcome; all outcomes must be the same.
[[nodiscard]] Result<provider::Ack> apply(const provider::Provider& account, World& world, const plan::Unit& unit);

/// Runs nsupdate (its commands, without `server` and `send`) with the key. Throws when it fails.
void nsupdate(const BindServer& server, std::string_view commands,
              std::string_view key = "hmac-sha256:ddns-key:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
/// What dig says, an independent client: "+noall +answer" lines without spaces doubled.
[[nodiscard]] std::string dig(const BindServer& server, std::string_view name, std::string_view type);

}  // namespace ddns::test
