#include "contract/conformance.h"
#include "contract/dns_peer.h"
#include "ddns/dns/update.h"
#include "support/tsig_answer.h"

/// Messages as RFC 2136 and RFC 8945 want them; the answers are those of BIND 9.18, seen on loopback, apart from the
/// broken ones.
namespace ddns::contract {
namespace {

using namespace std::chrono_literals;
using dns::Rcode;
using dns::Type;
using plan::ReplaceSet;

const std::string kSecret = "dGVsbGluZy10c2lnLXNlY3JldC0wMTIzNDU2Nzg5YWI=";
constexpr WallTime kNow{std::chrono::seconds{1767323045}};

dns::TsigKey tsig() { return dns::TsigKey::make("ddns-key", "hmac-sha256", Secret(kSecret)).value(); }
plan::ZoneRef zone() { return {name("example.com")}; }
AddressSet set(std::initializer_list<std::string_view> texts) {
  AddressSet addresses;
  for (const auto text : texts) addresses.insert(ip(text));
  return addresses;
}

dns::Message question(std::string_view text, Type type) { return dns::make_query(0, name(text), type, false, true); }

dns::Message answer_to(const dns::Message& came, Rcode rcode) {
  dns::Message answer = test::without_tsig(came);
  answer.header.response = true;
  answer.header.rcode = rcode;
  answer.answers.clear();
  answer.authorities.clear();
  answer.additionals.clear();
  return answer;
}
/// The signed answer with this code and TSIG error.
auto says(Rcode rcode, test::TsigOfAnswer of_answer = {}) {
  return [rcode, of_answer](const dns::Message& came) {
    return test::tsig_answer(answer_to(came, rcode), came, tsig(), kNow, of_answer);
  };
}
/// The signed answer of the primary with these records.
auto has(std::vector<dns::ResourceRecord> records, std::vector<dns::ResourceRecord> authorities = {},
         Rcode rcode = Rcode::noerror) {
  return [=](const dns::Message& came) {
    dns::Message answer = answer_to(came, rcode);
    answer.header.authoritative = true;
    answer.answers = records;
    answer.authorities = authorities;
    return test::tsig_answer(answer, came, tsig(), kNow);
  };
}
dns::ResourceRecord record(std::string_view owner, std::string_view address, std::uint32_t ttl = 120) {
  return {dns::Name(name(owner)), dns::type_of(ip(address)), dns::Class::in, ttl, ip(address)};
}
dns::ResourceRecord soa() {
  return {
      dns::Name(name("example.com")), Type::soa, dns::Class::in, 3600,
      dns::Soa{dns::Name(name("ns1.example.com")), dns::Name(name("hostmaster.example.com")), 7, 3600, 600, 86400, 60}};
}

const std::string home = "home.example.com";
const std::string wildcard = "*.example.com";

Scenario reading(Case which, std::vector<RecordKey> keys, std::vector<DnsStep> steps, Expectation expected,
                 std::string note = {}) {
  return {.which = which,
          .action = provider::ReadScope{zone(), std::move(keys)},
          .expected = std::move(expected),
          .peer = dns_peer(tsig(), std::move(steps)),
          .note = std::move(note)};
}
Scenario writing(Case which, std::vector<plan::Operation> operations, DnsStep step, Expectation expected,
                 std::string note = {}) {
  return {.which = which,
          .action = plan::Unit{.zone = zone(), .operations = std::move(operations), .atomic = true},
          .expected = std::move(expected),
          .peer = dns_peer(tsig(), {std::move(step)}),
          .note = std::move(note)};
}

/// The update that sets home's addresses from `before` to `after`.
dns::Message change(const AddressSet& before, const AddressSet& after, std::chrono::seconds ttl = 300s,
                    Type type = Type::a) {
  dns::UpdateBuilder update(name("example.com"));
  update.require_exactly(name(home), type, before);
  if (!after.empty()) update.require_absent(name(home), Type::cname);
  update.remove_set(name(home), type);
  for (const auto& address : after) update.add(name(home), ttl, address);
  return update.message(0);
}
ReplaceSet replace(const AddressSet& before, const AddressSet& after, Attributes wanted = {}, Attributes current = {},
                   RecordType type = RecordType::a) {
  return {key(home, type), before, after, std::move(wanted), std::move(current)};
}

const AddressSet old_set = set({"192.0.2.1"});
const AddressSet new_set = set({"192.0.2.2"});

Scenario refused(Case which, Rcode rcode, Failure failure, std::string note, test::TsigOfAnswer of_answer = {}) {
  return writing(which, {replace(old_set, new_set)}, {change(old_set, new_set), says(rcode, std::move(of_answer))},
                 std::move(failure), std::move(note));
}

std::vector<Scenario> reads() {
  return {
      {.which = Case::find_zone,
       .action = FindZones{{name(home), name("gone.example.com")}},
       .expected = std::vector{zone()},
       .peer = dns_peer(tsig(), {{question("gone.example.com", Type::soa), has({}, {soa()}, Rcode::nxdomain)},
                                 {question(home, Type::soa), has({}, {soa()})}})},
      reading(Case::read_empty, {key(home, RecordType::a)},
              {{question(home, Type::a), has({}, {soa()}, Rcode::nxdomain)}}, plan::ZoneState{zone(), {}}),
      reading(
          Case::read_existing, {key(home, RecordType::a), key(home, RecordType::aaaa)},
          {{question(home, Type::a), has({record(home, "192.0.2.1")})},
           {question(home, Type::aaaa), has({}, {soa()})},
           {question(wildcard, Type::a), has({}, {soa()}, Rcode::nxdomain)}},
          plan::ZoneState{
              zone(), {{.key = key(home, RecordType::a), .address = ip("192.0.2.1"), .attributes = {.ttl = 120s}}}}),
      reading(Case::auth_failure, {key(home, RecordType::a)},
              {{question(home, Type::a), says(Rcode::notauth, {Rcode::badsig, {}, false})}},
              Failure{.reason = Reason::auth, .service_code = "BADSIG", .mentions = "key_secret"}, "reading"),
      reading(Case::not_found, {key(home, RecordType::a)}, {{question(home, Type::a), says(Rcode::refused)}},
              Failure{.reason = Reason::auth, .service_code = "REFUSED"},
              "BIND refuses questions about zones it has not"),
  };
}

std::vector<Scenario> writes() {
  const Outcomes good{provider::Ack{}};
  const AddressSet two = set({"192.0.2.2", "192.0.2.3"});
  const AddressSet v6 = set({"2001:db8::1"});
  dns::UpdateBuilder both(name("example.com"));
  both.require_absent(name("a.example.com"), Type::a).require_absent(name("a.example.com"), Type::cname);
  both.remove_set(name("a.example.com"), Type::a).add(name("a.example.com"), 300s, ip("192.0.2.1"));
  both.require_exactly(name("b.example.com"), Type::aaaa, v6).remove_set(name("b.example.com"), Type::aaaa);
  return {
      writing(Case::create_a, {replace({}, new_set)}, {change({}, new_set), says(Rcode::noerror)}, good),
      writing(Case::create_aaaa, {replace({}, v6, {.ttl = 60s}, {}, RecordType::aaaa)},
              {change({}, v6, 60s, Type::aaaa), says(Rcode::noerror)}, good),
      writing(Case::update, {replace(old_set, new_set, {.ttl = 60s}, {.ttl = 120s})},
              {change(old_set, new_set, 60s), says(Rcode::noerror)}, good),
      writing(Case::keeps_attributes, {replace(old_set, new_set, {}, {.ttl = 120s})},
              {change(old_set, new_set, 120s), says(Rcode::noerror)}, good),
      writing(Case::two_values, {replace(old_set, two)}, {change(old_set, two), says(Rcode::noerror)}, good),
      writing(Case::remove, {replace(old_set, {})}, {change(old_set, {}), says(Rcode::noerror)}, good),
      writing(Case::batch,
              {ReplaceSet{key("a.example.com", RecordType::a), AddressSet{}, set({"192.0.2.1"})},
               ReplaceSet{key("b.example.com", RecordType::aaaa), v6, AddressSet{}}},
              {both.message(0), says(Rcode::noerror)}, Outcomes{provider::Ack{}, provider::Ack{}}),
  };
}

std::vector<Scenario> failures() {
  return {
      refused(Case::auth_failure, Rcode::notauth,
              {.reason = Reason::auth, .service_code = "BADKEY", .mentions = "key_name"}, "unknown key",
              {Rcode::badkey, {}, false}),
      refused(Case::auth_failure, Rcode::notauth,
              {.reason = Reason::clock, .service_code = "BADTIME", .mentions = "2m ahead"}, "clock",
              {Rcode::badtime, {0, 0, 0x69, 0x57, 0x35, 0x2d}}),
      refused(Case::auth_failure, Rcode::refused, {.reason = Reason::auth, .service_code = "REFUSED"}, "policy"),
      refused(Case::not_found, Rcode::notauth,
              {.reason = Reason::config, .service_code = "NOTAUTH", .mentions = "zone"}, "zone not served"),
      refused(Case::conflict, Rcode::nxrrset, {.reason = Reason::conflict, .service_code = "NXRRSET"},
              "changed meanwhile"),
      refused(Case::conflict, Rcode::yxrrset, {.reason = Reason::conflict, .service_code = "YXRRSET"}, "a CNAME"),
      refused(Case::server_error, Rcode::servfail,
              {.reason = Reason::unavailable, .effect = Effect::unknown, .service_code = "SERVFAIL"}, "writing"),
      reading(Case::server_error, {key(home, RecordType::a)}, {{question(home, Type::a), says(Rcode::servfail)}},
              Failure{.reason = Reason::unavailable, .service_code = "SERVFAIL"}, "reading"),
      writing(Case::truncated_answer, {replace(old_set, new_set)},
              {change(old_set, new_set),
               [](const dns::Message& came) {
                 dns::Bytes wire = says(Rcode::noerror)(came);
                 wire.resize(wire.size() / 2);
                 return wire;
               }},
              Failure{.reason = Reason::malformed, .effect = Effect::unknown}),
      writing(Case::timeout, {replace(old_set, new_set)}, {change(old_set, new_set)},
              Failure{.reason = Reason::timeout, .effect = Effect::unknown}),
      reading(Case::timeout, {key(home, RecordType::a)}, {{question(home, Type::a)}},
              Failure{.reason = Reason::timeout}, "reading"),
      writing(Case::dropped_connection, {replace(old_set, new_set)},
              {.expected = change(old_set, new_set), .drop = true},
              Failure{.reason = Reason::connect, .effect = Effect::unknown}),
      writing(Case::unknown_fields, {replace(old_set, new_set)},
              {change(old_set, new_set),
               [](const dns::Message& came) {
                 dns::Message answer = answer_to(came, Rcode::noerror);
                 answer.additionals = {{dns::Name(), static_cast<Type>(65280), dns::Class::in, 5, dns::Bytes{1, 2, 3}},
                                       dns::edns_record()};
                 return test::tsig_answer(answer, came, tsig(), kNow);
               }},
              Outcomes{provider::Ack{}}, "records nobody asked for"),
  };
}

}  // namespace

std::vector<ScenarioSet> rfc2136_scenarios() {
  ScenarioSet all{
      .id = "rfc2136",
      .settings = {
          {"server", std::vector<std::string>{"127.0.0.1"}}, {"key_name", "ddns-key"}, {"key_secret", kSecret}}};
  for (auto part : {reads(), writes(), failures()}) {
    for (auto& scenario : part) all.scenarios.push_back(std::move(scenario));
  }
  all.skipped = {{Case::read_pages, "a DNS answer has no pages"},
                 {Case::rate_limited, "the protocol has no word for it"},
                 {Case::html_answer, "no HTTP"},
                 {Case::wrong_content_type, "no HTTP"},
                 {Case::secret_echo, "the secret is never sent"}};
  return {all};
}

}  // namespace ddns::contract
