#include "ddns/config/sections.h"

#include <algorithm>

#include "ddns/config/load.h"
#include "ddns/notify/settings.h"
#include "metrics_section.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

using schema::Kind;
using schema::Schema;

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

std::optional<std::string> check_listen(std::string_view text) {
  if (auto listen = parse_listen(text); !listen) return listen.error().message;
  return std::nullopt;
}

Schema general() {
  return {{
      {.key = "interval",
       .kind = Kind::duration,
       .label = "Interval",
       .help = "How often everything is checked even if nothing seems to have changed.",
       .default_text = "5m",
       .min = 5 * kSecond,
       .max = kDay},
      {.key = "listen",
       .kind = Kind::text,
       .label = "Listen address",
       .help = "Where metrics, health, API and user interface are served; `off` for nowhere. Beyond loopback set "
               "`web.token` too.",
       .default_text = "127.0.0.1:9876",
       .example = "0.0.0.0:9876",
       .check = check_listen},
      {.key = "settle",
       .kind = Kind::duration,
       .label = "Settling time",
       .help = "After an address change, further changes within this time are handled together.",
       .default_text = "300ms",
       .min = 0,
       .max = 10 * kSecond},
  }};
}

Schema log() {
  return {{
      {.key = "level",
       .kind = Kind::choice,
       .label = "Level",
       .help = "The least severe lines to write.",
       .default_text = "info",
       .choices = {"trace", "debug", "info", "warn", "error"}},
      {.key = "path",
       .kind = Kind::path,
       .label = "File",
       .help = "The log file. By default in the system's log folder.",
       .example = "/var/log/ddns-sidecar/ddns-sidecar.log"},
      {.key = "max_size",
       .kind = Kind::size,
       .label = "Largest file",
       .help = "A file of this size is rotated.",
       .default_text = "10MiB",
       .min = 4096,
       .max = std::int64_t{1} << 40},
      {.key = "keep",
       .kind = Kind::integer,
       .label = "Rotated files",
       .help = "How many rotated files are kept.",
       .default_text = "7",
       .min = 0,
       .max = 1000},
      {.key = "total",
       .kind = Kind::size,
       .label = "All files",
       .help = "All log files together stay below this size: the oldest rotated ones are removed first.",
       .default_text = "100MiB",
       .min = 8192,
       .max = std::int64_t{1} << 42},
      {.key = "compress",
       .kind = Kind::boolean,
       .label = "Compress",
       .help =
           "Compress rotated files. Switch it off where a log shipper may still be reading a file that was rotated.",
       .default_text = "true"},
      {.key = "rotation",
       .kind = Kind::choice,
       .label = "Rotation",
       .help = "Who rotates: `internal` this program, `external` a tool such as logrotate, `none` nobody.",
       .default_text = "internal",
       .choices = {"internal", "external", "none"}},
      {.key = "format",
       .kind = Kind::choice,
       .label = "Format",
       .help = "JSON lines for machines, or text for people.",
       .default_text = "json",
       .choices = {"json", "text"}},
      {.key = "stdout",
       .kind = Kind::boolean,
       .label = "Standard output",
       .help = "Also write to standard output. By default only when there is no log file."},
  }};
}

Schema state() {
  return {{
      {.key = "path",
       .kind = Kind::path,
       .label = "File",
       .help = "The database that remembers across restarts. By default in the system's state folder.",
       .example = "/var/lib/ddns-sidecar/state.db"},
      {.key = "retention",
       .kind = Kind::duration,
       .label = "Retention",
       .help = "History older than this is deleted.",
       .default_text = "90d",
       .min = kHour,
       .max = 3650 * kDay},
  }};
}

Schema web() {
  return {{
      {.key = "token",
       .kind = Kind::secret,
       .label = "Token",
       .help = "Guards everything that writes or names records when the listener is not on loopback."},
  }};
}

Schema retry() {
  return {{
      {.key = "first",
       .kind = Kind::duration,
       .help = "First wait after a passing failure; doubles each time.",
       .default_text = "2s",
       .min = 100,
       .max = kHour},
      {.key = "cap",
       .kind = Kind::duration,
       .help = "Longest wait after a passing failure.",
       .default_text = "10m",
       .min = kSecond,
       .max = kDay},
      {.key = "probe_first",
       .kind = Kind::duration,
       .help = "First wait after refused credentials or values; doubles each time.",
       .default_text = "1h",
       .min = kMinute,
       .max = 7 * kDay},
      {.key = "probe_cap",
       .kind = Kind::duration,
       .help = "Longest wait after refused credentials or values.",
       .default_text = "1d",
       .min = kMinute,
       .max = 30 * kDay},
      {.key = "rate_limited",
       .kind = Kind::duration,
       .help = "Wait after being asked to slow down by a service that does not say for how long.",
       .default_text = "5m",
       .min = kSecond,
       .max = kDay},
  }};
}

Schema health() {
  return {{
      {.key = "stale_after",
       .kind = Kind::duration,
       .help = "A record wrong for longer than this is a health warning.",
       .default_text = "5m",
       .min = kSecond,
       .max = 7 * kDay},
  }};
}

std::vector<Section> make_sections() {
  return {
      {"", "Top level", general()},
      {"log", "Log", log()},
      {"state", "State", state()},
      {"web", "Web", web()},
      {"metrics", "Metrics", metrics_schema()},
      {"verify", "Verification", verification_schema()},
      {"retry", "Retry", retry()},
      {"health", "Health", health()},
      {"sources", "Address sources", source_schema(), true},
      {"accounts", "Accounts", account_schema(), true},
      {"records", "Records", record_schema(), true},
      {"notify", "Notifications", notify::channel_schema(), true},
      {"bridge", "Alert bridge", notify::bridge_schema()},
  };
}

}  // namespace

const std::vector<Section>& sections() {
  static const std::vector<Section> kSections = make_sections();
  return kSections;
}

const Schema& section(std::string_view key) {
  const auto& all = sections();
  return std::find_if(all.begin(), all.end(), [&](const Section& one) { return one.key == key; })->settings;
}

}  // namespace ddns::config
