#include "dyndns2/row.h"

namespace ddns::providers::dyndns2 {
namespace {

/// Dyn drops a host after 35 days without an update, No-IP after 30; so there are some days left for an outage.
constexpr std::chrono::days before_a_month{25};

}  // namespace

std::vector<Row> veteran_rows() {
  return {
      {.id = "dyn",
       .aliases = {"dyndns"},
       .name = "Dyn",
       .homepage = "https://account.dyn.com/",
       .notes = "User name and updater client key of a Dyn account. IPv6 is unconfirmed, so only A records are sent.",
       .server = "https://members.dyndns.org",
       .path = "/v3/update",
       .ipv6_parameter = "",
       .refresh_after = before_a_month},
      {.id = "noip",
       .aliases = {"no-ip"},
       .name = "No-IP",
       .homepage = "https://www.noip.com/",
       .notes =
           "User name and password of a DDNS key (My Services > DDNS Keys); the account's own login is being phased "
           "out. Free hosts must be confirmed every 30 days; one whose address stays the same is updated before that.",
       .server = "https://dynupdate.no-ip.com",
       .ipv6_parameter = "myipv6",
       .both = Both::parameters,
       .refresh_after = before_a_month},
      {.id = "dynu",
       .name = "Dynu",
       .homepage = "https://www.dynu.com/",
       .notes = "The account's user name, and its password or IP update password (also as its MD5 or SHA-256 in hex).",
       .server = "https://api.dynu.com",
       .ipv6_parameter = "myipv6",
       .both = Both::parameters,
       .with_ipv4_only = {{"myipv6", "no"}},
       .with_ipv6_only = {{"myip", "no"}},
       .outage = std::chrono::seconds{600}},
      {.id = "dnsomatic",
       .name = "DNS-O-Matic",
       .homepage = "https://www.dnsomatic.com/",
       .notes = "Updates the services configured there. `all.dnsomatic.com` as the name updates all of them; the "
                "records are theirs, so they are not proved at name servers. IPv4 only.",
       .server = "https://updates.dnsomatic.com",
       .ipv6_parameter = "",
       .extra = {{"wildcard", "NOCHG"}, {"mx", "NOCHG"}, {"backmx", "NOCHG"}},
       .verification = plan::Verification::remembered},
      {.id = "opendns",
       .name = "OpenDNS",
       .homepage = "https://www.opendns.com/",
       .notes = "Tells OpenDNS the address of a network, named by its label; no DNS record is published. IPv4 only.",
       .server = "https://updates.opendns.com",
       .host = Host::fixed,
       .host_setting = "network",
       .ipv6_parameter = "",
       .verification = plan::Verification::remembered},
  };
}

std::vector<Row> network_rows() {
  return {
      {.id = "he",
       .aliases = {"he.net", "henet", "hurricane"},
       .name = "Hurricane Electric DNS",
       .homepage = "https://dns.he.net/",
       .notes =
           "Each record has a key of its own: one account per record, or the same key for the A and the AAAA record "
           "of a name. The record must exist and be marked for dynamic DNS.",
       .server = "https://dyn.dns.he.net",
       .user = User::host,
       .secret = "key",
       .rate = plan::Rate{.calls = 10, .window = std::chrono::seconds{120}}},
      {.id = "tunnelbroker",
       .aliases = {"he-tunnelbroker"},
       .name = "Hurricane Electric tunnel broker",
       .homepage = "https://tunnelbroker.net/",
       .notes =
           "Tells the broker the IPv4 end of a 6in4 tunnel; no DNS record is published. The password is the tunnel's "
           "update key.",
       .server = "https://ipv4.tunnelbroker.net",
       .host = Host::fixed,
       .host_setting = "tunnel_id",
       .ipv6_parameter = "",
       .verification = plan::Verification::remembered},
      {.id = "dedyn",
       .aliases = {"desec-dyndns2"},
       .name = "deSEC (dynamic DNS interface)",
       .homepage = "https://desec.io/",
       .notes =
           "The token of a deSEC account that may write these names; one account per name. Both families are always "
           "named, so that the one not kept here stays. The interface sets the TTL to 60 seconds.",
       .server = "https://update.dedyn.io",
       .path = "/",
       .user = User::host,
       .secret = "token",
       .ipv4_parameter = "myipv4",
       .ipv6_parameter = "myipv6",
       .both = Both::parameters,
       .with_ipv4_only = {{"myipv6", "preserve"}},
       .with_ipv6_only = {{"myipv4", "preserve"}},
       .min_interval = std::chrono::seconds{60}},
      {.id = "nsupdate-info",
       .aliases = {"nsupdate.info"},
       .name = "nsupdate.info",
       .homepage = "https://www.nsupdate.info/",
       .notes = "The secret of a host; one account per host. IPv6 goes to a server name of its own.",
       .server = "https://ipv4.nsupdate.info",
       .server6 = "https://ipv6.nsupdate.info",
       .user = User::host,
       .secret = "secret"},
  };
}

std::vector<Row> registrar_rows() {
  return {
      {.id = "ovh-dynhost",
       .aliases = {"dynhost"},
       .name = "OVH DynHost",
       .homepage = "https://www.ovhcloud.com/",
       .notes = "Needs a DynHost record and a DynHost identifier (its login and password), made in the control "
                "panel. IPv6 is unconfirmed.",
       .server = "https://dns.eu.ovhapis.com",
       .extra = {{"system", "dyndns"}}},
      {.id = "infomaniak",
       .name = "Infomaniak",
       .homepage = "https://www.infomaniak.com/",
       .notes = "User name and password of a dynamic DNS entry, made in the manager. Wildcards cannot be updated.",
       .server = "https://infomaniak.com",
       .words = {{"successfully_changed", "good"}, {"no_change", "nochg"}},
       .wildcards = false},
      {.id = "loopia",
       .name = "Loopia",
       .homepage = "https://www.loopia.com/",
       .notes = "User name and password of the customer zone. IPv6 is unconfirmed, so only A records are sent.",
       .server = "https://dyndns.loopia.se",
       .path = "/",
       .ipv6_parameter = ""},
      {.id = "domeneshop",
       .aliases = {"domene.shop"},
       .name = "Domeneshop",
       .homepage = "https://domene.shop/",
       .notes = "Token (as user name) and secret (as password) of the API, made on the account's API page.",
       .server = "https://api.domeneshop.no",
       .path = "/v0/dyndns/update",
       .both = Both::list,
       .statuses = {{204, "good"}, {404, "nohost"}}},
      {.id = "simply",
       .aliases = {"simply.com"},
       .name = "Simply.com",
       .homepage = "https://www.simply.com/",
       .notes = "Account name (as user name) and API key (as password).",
       .server = "https://api.simply.com",
       .path = "/2/ddns/"},
      {.id = "joker",
       .name = "Joker.com",
       .homepage = "https://joker.com/",
       .notes = "User name and password that Joker shows for the domain's dynamic DNS.",
       .server = "https://svc.joker.com",
       .auth = Auth::query},
  };
}

std::vector<Row> small_rows() {
  return {
      {.id = "ydns",
       .aliases = {"ydns.io"},
       .name = "YDNS",
       .homepage = "https://ydns.io/",
       .notes = "API user name and secret of the account's preferences.",
       .server = "https://ydns.io",
       .path = "/api/v1/update/",
       .host_parameter = "host",
       .ipv4_parameter = "ip",
       .ipv6_parameter = "ip"},
      {.id = "nowdns",
       .aliases = {"now-dns"},
       .name = "Now-DNS",
       .homepage = "https://now-dns.com/",
       .notes = "E-mail address and password of the account.",
       .server = "https://now-dns.com",
       .path = "/update"},
      {.id = "pubyun",
       .aliases = {"3322", "3322.org"},
       .name = "3322 (PubYun)",
       .homepage = "https://www.pubyun.com/",
       .notes = "User name and password of the account. IPv4 only.",
       .server = "https://members.3322.org",
       .path = "/dyndns/update",
       .ipv6_parameter = "",
       .extra = {{"system", "dyndns"}}},
      {.id = "oray",
       .name = "Oray",
       .homepage = "https://www.oray.com/",
       .notes = "User name and password of the account. IPv4 only.",
       .server = "https://ddns.oray.com",
       .path = "/ph/update",
       .ipv6_parameter = ""},
  };
}

}  // namespace ddns::providers::dyndns2
