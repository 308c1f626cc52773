#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/bind_server.h"
#include "support/fake_powerdns.h"
#include "support/netns.h"
#include "support/sidecar.h"
#include "support/temp_dir.h"

namespace ddns::e2e {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::eventually;

/// Every secret that a test configures. The program gets it as the environment variable TEST_SECRET, and it must show
/// nowhere: not in a page, a log line, an error text or the state.
inline constexpr std::string_view kSecret = "cAnArY_secret+that/must-not=show.4711";
/// The same as a TSIG secret: base64 of some bytes.
inline constexpr std::string_view kTsigSecret = "Y2FuYXJ5LW9mLWEtdHNpZy1zZWNyZXQtMDAxMDAxMDE=";

/// A network namespace with loopback, an interface `wan0` that has a carrier and no address yet, and a scratch folder.
class World {
 public:
  World();

  const test::TempDir folder;
  const test::Cable cable;

  /// The program with this configuration; secrets and environment are set up. Not started.
  [[nodiscard]] std::unique_ptr<test::Sidecar> sidecar(const std::string& config,
                                                       std::map<std::string, std::string> environment = {}) const;
  /// The same, to be changed before it is made.
  [[nodiscard]] test::SidecarSetup setup(const std::string& config,
                                         std::map<std::string, std::string> environment = {}) const;
};

/// Runs `body` in a new world, in a process of its own. Needs root (needs.h).
void in_a_world(const std::function<void(World&)>& body);

// Pieces of configuration files; each ends with a line end.
/// A safety poll once an hour (so that whatever happens was caused by an event), debug log, no proofs at name servers.
[[nodiscard]] std::string quiet_settings();
/// `sources:` with the IPv4 address of wan0, private ones too, as `wan`.
[[nodiscard]] std::string wan_source();
/// An element of `accounts:`; `more` is further `key: value` text, comma-separated.
[[nodiscard]] std::string powerdns_account(const std::string& id, const test::FakePowerDns& service,
                                           const std::string& more = {});
/// An element of `records:`: an A record in a zone of its own, so that it is read and written by calls of its own.
[[nodiscard]] std::string own_zone_record(const std::string& name, const std::string& account);
/// h001.example.com … with so many names.
[[nodiscard]] std::vector<std::string> host_names(std::size_t count);

/// A BIND on 127.0.0.1:53 with the zone home.test, which the key `ddns-key` (kTsigSecret) may update.
[[nodiscard]] test::BindConfig home_zone();
/// An rfc2136 account `bind` for it, with proofs at the zone's name servers, found through it.
[[nodiscard]] std::string bind_settings(const std::string& verify_more = {});
[[nodiscard]] std::string bind_account(const std::string& more = {});

/// Milliseconds since a moment, for messages.
[[nodiscard]] long long ms_since(std::chrono::steady_clock::time_point begin);

}  // namespace ddns::e2e
