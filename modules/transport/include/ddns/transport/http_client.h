#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"
#include "ddns/http/client.h"

namespace ddns::transport {

/// How a host name becomes addresses; absent family = both. It may block for as long as it likes: it is called on a
/// thread that is left behind when the call ends first, so it must touch nothing but what it owns. Errors:
/// Reason::resolve.
using NameLookup = std::function<Result<std::vector<IpAddress>>(const std::string& host, std::optional<Family> family)>;

/// The system's resolver (getaddrinfo).
[[nodiscard]] Result<std::vector<IpAddress>> system_lookup(const std::string& host, std::optional<Family> family);

/// HTTP/1.1 over Poco's sockets and TLS.
///
/// - A client keeps idle connections per origin for one job and drops them after 4 s (common servers hang up after 5),
///   when the peer closed or sent something unasked, and after network_changed().
/// - IPv6 and IPv4 addresses are tried in turn, IPv6 first (RFC 8305 section 4, without racing); all attempts together
///   have HttpOptions::connect_timeout, and none may use up the share of the others. Names are resolved on a thread
///   that is abandoned when the call ends first; answers are remembered for 30 s.
/// - Every wait ends at the deadline and within 200 ms of a stop request, whatever the peer sends or does not send.
/// - TLS 1.2 or newer; chain and host name (or address) are always verified, for localhost too. Trust is the
///   system's (SSL_CERT_FILE, SSL_CERT_DIR, the hashed CA directory, then the bundles; on Windows the ROOT store) and
///   that of `ca_file`. It is read by the first https request, and kept until forget_trust().
/// - With a proxy, https goes through CONNECT (RFC 9110 section 9.3.6) and http in absolute form; names are then
///   resolved by the proxy, and `family` and `bind` are about reaching the proxy.
/// - Redirects: GET and HEAD to the same scheme, host and port only, at most 3; any other 3xx is the answer.
///
/// SIGPIPE must be ignored in the process (platform::block_service_signals): TLS writes cannot ask for that.
class PocoHttpClientFactory final : public http::HttpClientFactory {
 public:
  /// `clock` outlives the factory and its clients; it is what deadlines are measured by. `user_agent`: the whole field,
  /// "ddns-sidecar/1.2.3".
  PocoHttpClientFactory(const Clock& clock, std::string user_agent, NameLookup lookup = system_lookup);
  ~PocoHttpClientFactory() override;

  [[nodiscard]] Result<std::unique_ptr<http::HttpClient>> open(const http::HttpOptions& options) override;
  void network_changed() noexcept override;
  /// Certification authorities may have changed: they are read again by the next connection, of clients that are open
  /// too. Thread-safe.
  void forget_trust();

  /// What all clients of one factory use together.
  struct Shared;

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace ddns::transport
