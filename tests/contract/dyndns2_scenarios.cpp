#include <optional>
#include <utility>

#include "contract/conformance.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"

// Source: Dyn's and No-IP's pages on the protocol, each service's own page on its update URL, and ddclient, inadyn and
// qdm12/ddns-updater where a service has none. One line of data per service; the words come from its documentation.
namespace ddns::contract {

namespace {

using test::Pairs;
using test::Reply;

constexpr std::string_view kUser = "ddns-user";
constexpr std::string_view kSecret = "canary+Secret&7=";
constexpr std::string_view kEncoded = "canary%2BSecret%267%3D";

/// What a service must be asked and what it may answer.
struct Wire {
  std::string id;
  std::string v4;                         ///< target for 192.0.2.1
  std::string v6 = {};                    ///< target for 2001:db8::1; empty: no IPv6
  std::string both = {};                  ///< target for both at once; empty: never
  std::string user = std::string(kUser);  ///< of the Authorization header; empty: no such header
  std::string secret = "password";        ///< the setting's name
  bool states_user = true;
  Settings more = {};
  std::string host = "home.example.com";
  Reply good = Reply::text(200, "good 192.0.2.1");
  std::optional<Reply> unchanged = Reply::text(200, "nochg 192.0.2.1\n");  ///< absent: no word for it
  Reply bad_auth = Reply::text(401, "badauth");
  Reply no_host = Reply::text(200, "nohost");
  Reason no_host_is = Reason::config;
};

std::string basic(std::string_view user) {
  const auto pair = cat(user, ':', kSecret);
  return cat("Basic ", crypto::to_base64(crypto::as_bytes(pair)));
}

plan::Unit unit(const Wire& wire, bool v4, bool v6) {
  plan::UpdateHost update{.name = name(wire.host)};
  if (v4) update.ipv4 = ip("192.0.2.1");
  if (v6) update.ipv6 = ip("2001:db8::1");
  return {.zone = {name(wire.host)}, .operations = {std::move(update)}};
}

Step step(const Wire& wire, const std::string& target, Reply reply) {
  Pairs headers;
  if (!wire.user.empty()) headers.emplace_back("Authorization", basic(wire.user));
  return {.target = target, .headers = std::move(headers), .reply = std::move(reply), .writes = true};
}

Scenario v4(Case which, const Wire& wire, Reply reply, Expectation expected, std::string note = {}) {
  return {.which = which,
          .action = unit(wire, true, false),
          .steps = {step(wire, wire.v4, std::move(reply))},
          .expected = std::move(expected),
          .note = std::move(note)};
}

Expectation ok(bool unchanged = false) { return Outcomes{provider::Ack{.unchanged = unchanged}}; }

void add_families(ScenarioSet& set, const Wire& wire) {
  if (wire.v6.empty()) {
    set.skipped[Case::create_aaaa] = "the service has no IPv6, or nobody has confirmed it";
  } else {
    set.scenarios.push_back({.which = Case::create_aaaa,
                             .action = unit(wire, false, true),
                             .steps = {step(wire, wire.v6, wire.good)},
                             .expected = ok()});
  }
  if (wire.both.empty()) return;
  set.scenarios.push_back({.which = Case::update,
                           .action = unit(wire, true, true),
                           .steps = {step(wire, wire.both, wire.good)},
                           .expected = ok(),
                           .note = "both families in one call"});
}

const std::map<Case, std::string>& skipped() {
  static const std::string blind = "the service cannot be read";
  static const std::map<Case, std::string> all = {
      {Case::find_zone, blind},
      {Case::read_empty, blind},
      {Case::read_existing, blind},
      {Case::read_pages, blind},
      {Case::keeps_attributes, "an update carries addresses only"},
      {Case::two_values, "a host has one address of a family"},
      {Case::remove, "the protocol cannot remove an address"},
      {Case::batch, "one host a call, so that one bad host cannot hold the others"},
      {Case::conflict, "an update replaces whatever stands"},
      {Case::truncated_answer, "the answer is a word, and Content-Length tells whether it is whole"},
      {Case::unknown_fields, "the answer is no JSON"},
  };
  return all;
}

Settings settings_of(const Wire& wire) {
  Settings settings = wire.more;
  if (wire.states_user) settings.emplace_back("username", std::string(kUser));
  settings.emplace_back(wire.secret, std::string(kSecret));
  return settings;
}

ScenarioSet to_set(const Wire& wire) {
  ScenarioSet set{.id = wire.id, .settings = settings_of(wire), .skipped = skipped()};
  auto limited = Reply::text(429, "");
  limited.headers.emplace_back("Retry-After", "120");
  set.scenarios = {
      v4(Case::create_a, wire, wire.good, ok()),
      wire.unchanged ? v4(Case::update, wire, *wire.unchanged, ok(true), "it was so already")
                     : v4(Case::update, wire, wire.good, ok(), "and does not say whether it was so already"),
      v4(Case::auth_failure, wire, wire.bad_auth, Failure{.reason = Reason::auth, .mentions = wire.host}),
      v4(Case::not_found, wire, wire.no_host, Failure{.reason = wire.no_host_is, .mentions = wire.host}),
      v4(Case::rate_limited, wire, std::move(limited),
         Failure{.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{120}}),
  };
  add_families(set, wire);
  return set;
}

/// The protocol as it is, told by its inventor's row; the other rows only differ in words and parameters.
ScenarioSet with_every_word(ScenarioSet set, const Wire& wire) {
  const auto add = [&](Case which, std::string_view body, Failure failure, int status = 200) {
    set.scenarios.push_back(v4(which, wire, Reply::text(status, std::string(body)), failure, std::string(body)));
  };
  add(Case::auth_failure, "badauth", {.reason = Reason::auth, .service_code = "badauth"});
  add(Case::auth_failure, "!yours", {.reason = Reason::auth});
  add(Case::auth_failure, "abuse", {.reason = Reason::blocked, .service_code = "abuse"});
  for (const auto* word : {"!donator", "!active", "notfqdn", "numhost", "badagent", "badsys"})
    add(Case::not_found, word, {.reason = Reason::config, .service_code = word});
  add(Case::not_found, "NoHost\r\n", {.reason = Reason::config}, 404);
  add(Case::not_found, "good 127.0.0.1", {.reason = Reason::rejected, .mentions = "ignored"});
  for (const auto* word : {"dnserr", "911"})
    add(Case::server_error, word, {.reason = Reason::http_5xx, .retry_after = std::chrono::seconds{1800}});
  add(Case::server_error, "<html></html>", {.reason = Reason::http_5xx, .effect = Effect::unknown}, 502);
  add(Case::rate_limited, "toofast", {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{600}});
  return set;
}

const std::string kPlain4 = "/nic/update?hostname=home.example.com&myip=192.0.2.1";
const std::string kPlain6 = "/nic/update?hostname=home.example.com&myip=2001%3Adb8%3A%3A1";
const std::string kList = "/nic/update?hostname=home.example.com&myip=192.0.2.1%2C2001%3Adb8%3A%3A1";
const std::string kTwo6 = "/nic/update?hostname=home.example.com&myipv6=2001%3Adb8%3A%3A1";
const std::string kTwo = kPlain4 + "&myipv6=2001%3Adb8%3A%3A1";
const std::string kSelf = "home.example.com";

std::vector<Wire> common() {
  return {
      {.id = "noip", .v4 = kPlain4, .v6 = kTwo6, .both = kTwo},
      {.id = "dynu", .v4 = kPlain4 + "&myipv6=no", .v6 = kTwo6 + "&myip=no", .both = kTwo},
      {.id = "dnsomatic", .v4 = kPlain4 + "&wildcard=NOCHG&mx=NOCHG&backmx=NOCHG"},
      {.id = "opendns", .v4 = "/nic/update?hostname=Home&myip=192.0.2.1", .more = {{"network", "Home"}}},
      {.id = "he", .v4 = kPlain4, .v6 = kPlain6, .user = kSelf, .secret = "key", .states_user = false},
      {.id = "tunnelbroker", .v4 = "/nic/update?hostname=123456&myip=192.0.2.1", .more = {{"tunnel_id", "123456"}}},
      {.id = "dedyn",
       .v4 = "/?hostname=home.example.com&myipv4=192.0.2.1&myipv6=preserve",
       .v6 = "/?hostname=home.example.com&myipv6=2001%3Adb8%3A%3A1&myipv4=preserve",
       .both = "/?hostname=home.example.com&myipv4=192.0.2.1&myipv6=2001%3Adb8%3A%3A1",
       .user = kSelf,
       .secret = "token",
       .states_user = false,
       .good = Reply::text(200, "good"),
       .no_host = Reply::text(404, "nohost")},
  };
}

std::vector<Wire> registrars() {
  return {
      {.id = "ovh-dynhost", .v4 = kPlain4 + "&system=dyndns", .v6 = kPlain6 + "&system=dyndns"},
      {.id = "infomaniak",
       .v4 = kPlain4,
       .v6 = kPlain6,
       .good = Reply::text(200, "successfully_changed 192.0.2.1"),
       .unchanged = Reply::text(200, "no_change 192.0.2.1"),
       .bad_auth = Reply::text(400, "badauth"),
       .no_host = Reply::text(400, "nohost")},
      {.id = "loopia", .v4 = "/?hostname=home.example.com&myip=192.0.2.1"},
      {.id = "domeneshop",
       .v4 = "/v0/dyndns/update?hostname=home.example.com&myip=192.0.2.1",
       .v6 = "/v0/dyndns/update?hostname=home.example.com&myip=2001%3Adb8%3A%3A1",
       .both = "/v0/dyndns/update?hostname=home.example.com&myip=192.0.2.1%2C2001%3Adb8%3A%3A1",
       .good = {.status = 204},
       .no_host = Reply::json(404, R"({"code":"not_found"})")},
      {.id = "easydns",
       .v4 = "/dyn/generic.php?hostname=home.example.com&myip=192.0.2.1",
       .v6 = "/dyn/generic.php?hostname=home.example.com&myip=2001%3Adb8%3A%3A1",
       .good = Reply::text(200, "NOERROR"),
       .unchanged = {},
       .bad_auth = Reply::text(200, "NO_AUTH"),
       .no_host = Reply::text(200, "ILLEGAL INPUT")},
      {.id = "simply",
       .v4 = "/2/ddns/?hostname=home.example.com&myip=192.0.2.1",
       .v6 = "/2/ddns/?hostname=home.example.com&myip=2001%3Adb8%3A%3A1"},
      {.id = "ydns",
       .v4 = "/api/v1/update/?host=home.example.com&ip=192.0.2.1",
       .v6 = "/api/v1/update/?host=home.example.com&ip=2001%3Adb8%3A%3A1"},
      {.id = "nowdns",
       .v4 = "/update?hostname=home.example.com&myip=192.0.2.1",
       .v6 = "/update?hostname=home.example.com&myip=2001%3Adb8%3A%3A1",
       .bad_auth = Reply::text(400, "badauth"),
       .no_host = Reply::text(400, "nohost")},
  };
}

std::vector<Wire> others() {
  return {
      {.id = "nsupdate-info",
       .v4 = kPlain4,
       .v6 = "/v6" + kPlain6,
       .user = kSelf,
       .secret = "secret",
       .states_user = false,
       .more = {{"endpoint_ipv6", "{endpoint}/v6"}}},
      {.id = "joker",
       .v4 = cat(kPlain4, "&username=ddns-user&password=", kEncoded),
       .v6 = cat(kPlain6, "&username=ddns-user&password=", kEncoded),
       .user = {}},
      {.id = "pubyun", .v4 = "/dyndns/update?hostname=home.example.com&myip=192.0.2.1&system=dyndns"},
      {.id = "oray", .v4 = "/ph/update?hostname=home.example.com&myip=192.0.2.1"},
      {.id = "strato", .v4 = kPlain4, .v6 = kPlain6, .both = kList},
      {.id = "inwx", .v4 = kPlain4, .v6 = kTwo6, .both = kTwo},
      {.id = "variomedia", .v4 = kPlain4, .v6 = kPlain6, .both = kList},
      {.id = "hosting-de", .v4 = kPlain4, .v6 = kPlain6},
  };
}

std::vector<Wire> german() {
  const auto page = [](std::string_view text) { return Reply::text(200, cat("<html><body>", text, "</body></html>")); };
  return {
      {.id = "spdyn",
       .v4 = "/nic/update?hostname=home.example.com&myip=192.0.2.1",
       .v6 = "/nic/update?hostname=home.example.com&myip=2001%3Adb8%3A%3A1",
       .bad_auth = Reply::text(200, "!yours")},
      {.id = "ddnss",
       .v4 = cat("/upd.php?host=home.example.com&ip=192.0.2.1&key=", kEncoded),
       .v6 = cat("/upd.php?host=home.example.com&ip6=2001%3Adb8%3A%3A1&key=", kEncoded),
       .both = cat("/upd.php?host=home.example.com&ip=192.0.2.1&ip6=2001%3Adb8%3A%3A1&key=", kEncoded),
       .user = {},
       .secret = "key",
       .states_user = false,
       .good = page("Updated 1 hostname."),
       .unchanged = page("No change."),
       .bad_auth = page("badauth"),
       .no_host = page("notfqdn")},
      {.id = "selfhost",
       .v4 = "/nic/update?hostname=home.example.com&myip=192.0.2.1",
       .good = Reply::text(200, "200"),
       .unchanged = Reply{.status = 204},
       .bad_auth = {.status = 401},
       .no_host = {.status = 409}},
      {.id = "allinkl",
       .v4 = "/?host=home.example.com&myip=192.0.2.1",
       .v6 = "/?host=home.example.com&myip6=2001%3Adb8%3A%3A1",
       .both = "/?host=home.example.com&myip=192.0.2.1&myip6=2001%3Adb8%3A%3A1"},
      {.id = "ipv64",
       .v4 = cat("/nic/update?domain=home.example.com&ip=192.0.2.1&key=", kEncoded),
       .v6 = cat("/nic/update?domain=home.example.com&ip6=2001%3Adb8%3A%3A1&key=", kEncoded),
       .both = cat("/nic/update?domain=home.example.com&ip=192.0.2.1&ip6=2001%3Adb8%3A%3A1&key=", kEncoded),
       .user = {},
       .secret = "key",
       .states_user = false,
       .good = Reply::text(200, R"({"info":"good"})"),
       .unchanged = Reply::text(200, "nochg")},
      {.id = "do-de",
       .v4 = cat("/?hostname=home.example.com&myip=192.0.2.1&username=ddns-user&password=", kEncoded),
       .v6 = cat("/?hostname=home.example.com&myip=2001%3Adb8%3A%3A1&username=ddns-user&password=", kEncoded),
       .user = {}},
      {.id = "core-networks",
       .v4 = "/?hostname=home.example.com&myip=192.0.2.1&keepipv6=1",
       .v6 = "/?hostname=home.example.com&myip=2001%3Adb8%3A%3A1&keepipv4=1"},
      {.id = "dnshome",
       .v4 = "/dyndns.php?hostname=home.example.com&ip=192.0.2.1",
       .v6 = "/dyndns.php?hostname=home.example.com&ip6=2001%3Adb8%3A%3A1",
       .both = "/dyndns.php?hostname=home.example.com&ip=192.0.2.1&ip6=2001%3Adb8%3A%3A1"},
  };
}

std::string namecheap_page(std::string_view middle) {
  return cat(R"(<?xml version="1.0" encoding="utf-16"?><interface-response><Command>SETDNSHOST</Command>)",
             "<Language>eng</Language>", middle, "<Done>true</Done><debug><![CDATA[]]></debug></interface-response>");
}
std::string namecheap_error(std::string_view text, int number) {
  return namecheap_page(cat("<ErrCount>1</ErrCount><errors><Err1>", text, "</Err1></errors><ResponseCount>1",
                            "</ResponseCount><responses><response><Description>", text,
                            "</Description><ResponseNumber>", number, "</ResponseNumber></response></responses>"));
}

std::vector<Wire> simple() {
  return {
      {.id = "duckdns",
       .v4 = cat("/update?domains=myhost&ip=192.0.2.1&verbose=true&token=", kEncoded),
       .v6 = cat("/update?domains=myhost&ipv6=2001%3Adb8%3A%3A1&verbose=true&token=", kEncoded),
       .both = cat("/update?domains=myhost&ip=192.0.2.1&ipv6=2001%3Adb8%3A%3A1&verbose=true&token=", kEncoded),
       .user = {},
       .secret = "token",
       .states_user = false,
       .host = "myhost.duckdns.org",
       .good = Reply::text(200, "OK\n192.0.2.1\n\nUPDATED"),
       .unchanged = Reply::text(200, "OK\n192.0.2.1\n\nNOCHANGE"),
       .bad_auth = Reply::text(200, "KO"),
       .no_host = Reply::text(200, "KO"),
       .no_host_is = Reason::auth},
      {.id = "namecheap",
       .v4 = cat("/update?host=home&domain=example.com&ip=192.0.2.1&password=", kEncoded),
       .user = {},
       .states_user = false,
       .good = Reply::text(200, namecheap_page("<IP>192.0.2.1</IP><ErrCount>0</ErrCount><errors />")),
       .unchanged = {},
       .bad_auth = Reply::text(200, namecheap_error("Passwords do not match", 304156)),
       .no_host = Reply::text(200, namecheap_error("No Records updated. A record not Found;", 380091))},
      {.id = "freedns",
       .v4 = cat("/u/", kEncoded, "/?address=192.0.2.1"),
       .v6 = cat("/u/", kEncoded, "/?address=2001%3Adb8%3A%3A1"),
       .user = {},
       .secret = "token",
       .states_user = false,
       .more = {{"endpoint_ipv6", "{endpoint}"}},
       .good = Reply::text(200, "Updated home.example.com from 198.51.100.4 to 192.0.2.1"),
       .unchanged = Reply::text(200, "No IP change detected for home.example.com with IP 192.0.2.1, skipping update"),
       .bad_auth = Reply::text(404, "404 page not found"),
       .no_host = Reply::text(200, "ERROR: Invalid update")},
      {.id = "dynv6",
       .v4 = cat("/api/update?zone=my.dynv6.net&ipv4=192.0.2.1&token=", kEncoded),
       .v6 = cat("/api/update?zone=my.dynv6.net&ipv6=2001%3Adb8%3A%3A1&token=", kEncoded),
       .both = cat("/api/update?zone=my.dynv6.net&ipv4=192.0.2.1&ipv6=2001%3Adb8%3A%3A1&token=", kEncoded),
       .user = {},
       .secret = "token",
       .states_user = false,
       .host = "my.dynv6.net",
       .good = Reply::text(200, "addresses updated"),
       .unchanged = Reply::text(200, "addresses unchanged"),
       .bad_auth = Reply::text(401, "invalid authentication token"),
       .no_host = Reply::text(404, "zone not found")},
  };
}

std::vector<Wire> panels() {
  return {
      {.id = "freemyip",
       .v4 = cat("/update?domain=my.freemyip.com&myip=192.0.2.1&token=", kEncoded),
       .user = {},
       .secret = "token",
       .states_user = false,
       .host = "my.freemyip.com",
       .good = Reply::text(200, "OK"),
       .unchanged = {},
       .bad_auth = Reply::text(200, "ERROR"),
       .no_host = Reply::text(200, "ERROR"),
       .no_host_is = Reason::auth},
      {.id = "changeip",
       .v4 = "/nic/update?hostname=home.example.com&ip=192.0.2.1",
       .good = Reply::text(200, "200 Successful Update"),
       .unchanged = {},
       .bad_auth = Reply::text(401, "401 Access Denied")},
      {.id = "zoneedit",
       .v4 = "/dyn/generic.php?hostname=home.example.com&myip=192.0.2.1",
       .good = Reply::text(200, R"(<SUCCESS CODE="200" TEXT="home.example.com updated" ZONE="home.example.com">)"),
       .unchanged = Reply::text(200, R"(<ERROR CODE="707" TEXT="Duplicate updates" ZONE="home.example.com">)"),
       .bad_auth = Reply::text(200, R"(<ERROR CODE="708" TEXT="Login failed" ZONE="home.example.com">)"),
       .no_host = Reply::text(200, R"(<ERROR CODE="709" TEXT="Invalid hostname" ZONE="home.example.com">)")},
  };
}

/// The row without a row: everything is said by settings.
ScenarioSet generic() {
  const Wire plain{.id = "dyndns2",
                   .v4 = "/nic/update?hostname=home.example.com&myip=192.0.2.1",
                   .v6 = "/nic/update?hostname=home.example.com&myip=2001%3Adb8%3A%3A1",
                   .more = {{"server", "{endpoint}"}}};
  auto set = to_set(plain);
  const Wire other{
      .id = "dyndns2",
      .v4 = cat("/up?h=home.example.com&a=192.0.2.1&x=1&u=ddns-user&p=", kEncoded),
      .both = cat("/up?h=home.example.com&a=192.0.2.1&aaaa=2001%3Adb8%3A%3A1&x=1&u=ddns-user&p=", kEncoded),
      .user = {}};
  Scenario told{.which = Case::update,
                .action = unit(other, true, true),
                .steps = {step(other, other.both, other.good)},
                .expected = ok(),
                .settings = {{"path", "/up"},
                             {"auth", "query"},
                             {"user_parameter", "u"},
                             {"password_parameter", "p"},
                             {"host_parameter", "h"},
                             {"ipv4_parameter", "a"},
                             {"ipv6_parameter", "aaaa"},
                             {"both_families", "parameters"},
                             {"parameters", std::vector<std::pair<std::string, std::string>>{{"x", "1"}}}},
                .note = "every name told"};
  auto listed = told;
  listed.settings = {{"both_families", "list"}};
  listed.steps = {step(plain, "/nic/update?hostname=home.example.com&myip=192.0.2.1%2C2001%3Adb8%3A%3A1", plain.good)};
  listed.note = "both families in a list";
  plan::UpdateHost same{.name = name(plain.host), .ipv4 = ip("192.0.2.1"), .old_ipv4 = ip("192.0.2.1")};
  set.scenarios.push_back({.which = Case::update,
                           .action = plan::Unit{.zone = {name(plain.host)}, .operations = {std::move(same)}},
                           .steps = {step(plain, plain.v4, *plain.unchanged)},
                           .expected = ok(true),
                           .settings = {{"refresh_after", "28d"}},
                           .note = "written again as it stands, so that the service keeps the host"});
  set.scenarios.push_back(std::move(told));
  set.scenarios.push_back(std::move(listed));
  return set;
}

}  // namespace

std::vector<ScenarioSet> dyndns2_scenarios() {
  const Wire dyn{.id = "dyn", .v4 = "/v3/update?hostname=home.example.com&myip=192.0.2.1"};
  std::vector<ScenarioSet> sets = {with_every_word(to_set(dyn), dyn), generic()};
  for (const auto& wires : {common(), registrars(), others(), german(), simple(), panels()}) {
    for (const auto& wire : wires) sets.push_back(to_set(wire));
  }
  return sets;
}

}  // namespace ddns::contract
