#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/plan/capabilities.h"

/// A dialect of the dyndns2 protocol as data. The defaults are the protocol as Dyn wrote it down.
namespace ddns::providers::dyndns2 {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Where the secret travels.
enum class Auth : std::uint8_t {
  basic,  ///< Authorization: Basic, sent without being asked
  query,  ///< query parameters
  path,   ///< in place of "{secret}" in the path
};

/// Who the user is.
enum class User : std::uint8_t {
  stated,  ///< the setting `username`
  host,    ///< the host's name
  either,  ///< `username`, or the host's name when it is left out
  none,
};

/// How a host is named in the request.
enum class Host : std::uint8_t {
  full,   ///< home.example.com
  label,  ///< the label below Row::below
  split,  ///< label and domain in two parameters
  fixed,  ///< a setting of the account, because the service knows no host names
};

/// How one call carries both families.
enum class Both : std::uint8_t {
  never,       ///< it does not
  parameters,  ///< each in its own parameter
  list,        ///< "v4,v6" in the IPv4 parameter
};

struct Row {
  std::string id;
  std::vector<std::string> aliases = {};
  std::string name;  ///< for people
  std::string homepage = {};
  std::string notes;

  std::string server;        ///< "https://dynupdate.no-ip.com": default of the setting `endpoint`
  std::string server6 = {};  ///< where IPv6 goes, if elsewhere: default of `endpoint_ipv6`
  std::string path = "/nic/update";

  Auth auth = Auth::basic;
  User user = User::stated;
  std::string secret = "password";  ///< key of the setting that holds the secret
  std::string user_parameter = "username";
  std::string secret_parameter = "password";

  Host host = Host::full;
  std::string below = {};             ///< Host::label: "duckdns.org"
  std::string domain_parameter = {};  ///< Host::split
  std::string host_setting = {};      ///< Host::fixed: key of the setting
  std::string host_parameter = "hostname";
  std::string ipv4_parameter = "myip";  ///< empty: no IPv4
  std::string ipv6_parameter = "myip";  ///< empty: no IPv6
  Both both = Both::never;
  Pairs extra = {};           ///< sent always
  Pairs with_ipv4_only = {};  ///< sent when there is no IPv6 address in the call: "leave that family alone"
  Pairs with_ipv6_only = {};

  /// What the service says, translated into the words of the protocol. `phrases` are looked for anywhere in the body,
  /// in order and with case; `words` are compared with its first word; `statuses` count when the body is empty or the
  /// status is no success.
  Pairs phrases = {};
  Pairs words = {};
  std::vector<std::pair<int, std::string>> statuses = {};
  std::string unchanged = {};  ///< a success that says this somewhere is a `nochg`

  std::chrono::seconds outage{1800};     ///< how long to stay away after `911` and `dnserr`
  std::chrono::seconds min_interval{0};  ///< between two updates of a host, as documented
  std::optional<plan::Rate> rate = {};
  /// Default of the setting `refresh_after`, some days before the service drops a host that nobody updates.
  std::optional<std::chrono::seconds> refresh_after = {};
  plan::Verification verification = plan::Verification::authoritative;
  bool wildcards = true;
};

/// Those who made and carried on the protocol.
[[nodiscard]] std::vector<Row> veteran_rows();
/// Tunnels and hosting of zones.
[[nodiscard]] std::vector<Row> network_rows();
/// Where domains are bought.
[[nodiscard]] std::vector<Row> registrar_rows();
[[nodiscard]] std::vector<Row> small_rows();
/// There are many in German-speaking countries: the protocol as it is, with other parameters, with other words.
[[nodiscard]] std::vector<Row> german_rows();
[[nodiscard]] std::vector<Row> german_host_rows();
[[nodiscard]] std::vector<Row> german_dialect_rows();
/// One token, one GET, a word.
[[nodiscard]] std::vector<Row> token_rows();
/// Answers that are read by what stands in them.
[[nodiscard]] std::vector<Row> phrase_rows();
[[nodiscard]] std::vector<Row> panel_rows();

}  // namespace ddns::providers::dyndns2
