#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/secret.h"
#include "ddns/dns/exchange.h"
#include "ddns/events/health.h"
#include "ddns/http/client.h"
#include "ddns/ipsource/ip_source.h"
#include "ddns/plan/admission.h"
#include "ddns/plan/derive.h"
#include "ddns/plan/plan.h"
#include "ddns/plan/retry.h"
#include "ddns/provider/provider.h"

/// What the engine is told to do: filled by `config`, never changed afterwards. A reload makes a new one.
namespace ddns::engine {

/// Which servers prove a record, for views and split horizon. Empty servers = the zone's own name servers.
struct VerifySettings {
  bool enabled = true;
  std::vector<dns::Server> servers = {};
  std::string key_name = {};                                    ///< TSIG key for the questions; empty = none
  std::string key_algorithm = {};                               ///< "hmac-sha256", …
  Secret key_secret = {};                                       ///< base64 text
  std::chrono::milliseconds deadline{std::chrono::minutes{5}};  ///< after a write: until all servers must agree
  friend bool operator==(const VerifySettings&, const VerifySettings&) = default;
};

struct SourceSettings {
  std::string id;
  std::string type;
  std::shared_ptr<const ipsource::IpSource> source;
  plan::AdmissionRules admission = {};
  http::HttpOptions http = {};  ///< bind, proxy, ca_file of detection
  std::chrono::milliseconds timeout{10000};
  /// False for the built-in default of a family nobody asked for: that it knows nothing is then no failure.
  bool required = true;
};

struct AccountSettings {
  std::string id;
  std::string provider_id;
  std::shared_ptr<const provider::Provider> provider;
  http::HttpOptions http = {};
  std::chrono::milliseconds timeout{30000};  ///< of one call to the service
  plan::Policy policy = plan::Policy::sync;
  plan::Limits limits = {};
  VerifySettings verify = {};
  std::optional<WallTime> credentials_expire = {};  ///< as its owner says: told on, never acted on
  std::string fingerprint = {};                     ///< hash over all settings, secrets included, never shown
};

struct RecordSettings {
  plan::Target target;
  std::string account;
  std::string source;                         ///< of the family that target.key.type says
  std::optional<DomainName> zone = {};        ///< stated by the user; else found
  std::optional<VerifySettings> verify = {};  ///< instead of the account's
};

struct Settings {
  std::chrono::milliseconds interval{std::chrono::minutes{5}};
  std::vector<SourceSettings> sources;
  std::vector<AccountSettings> accounts;
  std::vector<RecordSettings> records;  ///< one entry per RRset
  plan::RetryRules retry = {};
  events::HealthRules health = {};
  std::chrono::milliseconds settle{300};  ///< further gains after an address event are joined for so long
  std::chrono::milliseconds verify_interval{std::chrono::minutes{15}};  ///< between two checks of a proved record
  std::vector<dns::Server> resolvers = {};                              ///< recursive servers; empty = the system's
  bool start_paused = false;  ///< begin as after Control::pause(true): previews must not write
};

}  // namespace ddns::engine
