#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/record.h"
#include "ddns/plan/capabilities.h"

namespace ddns::events {

/// What set a round or job off.
enum class Trigger : std::uint8_t {
  start,
  interval,
  address_change,
  route_change,
  resume,
  request,
  retry,
  reload,
  verification
};
[[nodiscard]] std::string_view to_string(Trigger trigger) noexcept;

/// What is configured, as far as observers need it to create their series and rows.
struct Setup {
  struct Source {
    std::string id;
    std::string type;
    bool ipv4 = false, ipv6 = false;  ///< families that some record uses
    bool event_backed = false;
    /// False for the built-in default of a family nobody asked for: a host without IPv6 is healthy.
    bool required = true;
    friend bool operator==(const Source&, const Source&) = default;
  };
  struct Account {
    std::string id;
    std::string provider;
    std::optional<WallTime> credentials_expire = {};  ///< as its owner says
    friend bool operator==(const Account&, const Account&) = default;
  };
  struct Record {
    RecordKey key;
    std::string account;
    std::string source;
    plan::Verification verification = plan::Verification::authoritative;
    bool clears = false;  ///< goes when its source is sure that there is no address; else it stands, right or wrong
    friend bool operator==(const Record&, const Record&) = default;
  };
  std::vector<Source> sources;
  std::vector<Account> accounts;
  std::vector<Record> records;
  std::chrono::milliseconds interval{0};
  std::vector<std::string> hooks = {};   ///< ids of the notification channels
  std::vector<std::string> robots = {};  ///< ids of the alert bridge's robots; empty unless the bridge runs
  friend bool operator==(const Setup&, const Setup&) = default;
};

/// Why a proof failed. Closed set: the `reason` label of record_verification_failures_total.
enum class Doubt : std::uint8_t { mismatch, timeout, servfail, nxdomain, refused, not_authoritative, unreadable };
[[nodiscard]] std::string_view to_string(Doubt doubt) noexcept;
[[nodiscard]] const std::vector<Doubt>& all_doubts();
}  // namespace ddns::events
