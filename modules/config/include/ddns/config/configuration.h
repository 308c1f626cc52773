#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/secret.h"
#include "ddns/engine/settings.h"
#include "ddns/notify/settings.h"

/// The configuration as values: one carrier for each consumer, complete and checked. `app` hands them on.
namespace ddns::config {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error };
enum class LogFormat : std::uint8_t { json, text };
/// Who keeps log files small: this program, a tool like logrotate (the file is then only reopened), or nobody.
enum class LogRotation : std::uint8_t { internal, external, none };

struct LogSettings {
  LogLevel level = LogLevel::info;
  std::string path = {};                ///< absolute; empty = the platform's place
  std::uint64_t max_size = 10U << 20U;  ///< bytes, before a file is rotated
  unsigned keep = 7;                    ///< rotated files
  std::uint64_t total = 100U << 20U;    ///< bytes of all log files together
  bool compress = true;                 ///< rotated files
  LogRotation rotation = LogRotation::internal;
  LogFormat format = LogFormat::json;
  std::optional<bool> to_stdout = {};  ///< absent = only when there is no log file
  friend bool operator==(const LogSettings&, const LogSettings&) = default;
};

struct StateSettings {
  std::string path = {};                  ///< absolute; empty = the platform's place
  std::chrono::hours retention{24 * 90};  ///< of the history
  friend bool operator==(const StateSettings&, const StateSettings&) = default;
};

struct WebSettings {
  Secret token = {};  ///< empty = none: guards what writes or names records when not on loopback
  friend bool operator==(const WebSettings&, const WebSettings&) = default;
};

enum class MetricRecords : std::uint8_t { automatic, full, aggregate };
enum class MetricNames : std::uint8_t { fqdn, alias, hash };

/// What the metrics page shows of records and addresses.
struct MetricsSettings {
  MetricRecords records = MetricRecords::automatic;
  MetricNames names = MetricNames::fqdn;
  std::map<DomainName, std::string> aliases = {};
  bool ip_info = false;
  friend bool operator==(const MetricsSettings&, const MetricsSettings&) = default;
};

/// Where the HTTP server listens.
struct Listen {
  std::string host = "127.0.0.1";  ///< address or name, IPv6 without brackets; empty = all addresses
  std::uint16_t port = 9876;       ///< 0 = any free port
  friend bool operator==(const Listen&, const Listen&) = default;
};

struct Configuration {
  engine::Settings engine = {};
  std::optional<Listen> listen = Listen{};  ///< nullopt = no server ("off")
  LogSettings log = {};
  StateSettings state = {};
  WebSettings web = {};
  MetricsSettings metrics = {};
  notify::Settings notify = {};
  notify::BridgeSettings bridge = {};
  std::vector<Secret> secrets = {};  ///< every one that was read: for the log's last filter
};

}  // namespace ddns::config
