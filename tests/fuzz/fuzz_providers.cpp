#include <array>
#include <vector>

#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "ddns/providers/catalogue.h"
#include "ddns/schema/node.h"
#include "fuzz/fuzz.h"
#include "unit/providers/fake_service.h"

// What services answer. The input: an octet for the provider, one for what is done, then answers, each of an octet for
// the status, a header value and a body, ended by NUL. When they are used up, the service is gone.
namespace {

using namespace ddns;
using fuzz::require;

constexpr std::string_view kSecret = "s3cret-that-nobody-may-see";

const DomainName kZone = DomainName::parse("example.com").value();
const RecordKey kHome{DomainName::parse("home.example.com").value(), RecordType::a};
const RecordKey kHome6{kHome.name, RecordType::aaaa};
const IpAddress kAddress = IpAddress::parse("192.0.2.1").value();

/// Every service that speaks HTTP, with made-up settings.
std::vector<std::unique_ptr<provider::Provider>> make_all() {
  std::vector<std::unique_ptr<provider::Provider>> all;
  for (const auto& spec : providers::catalogue()) {
    if (spec.id == "hosts" || spec.id == "rfc2136") continue;
    schema::Node::Map map;
    for (const auto& field : spec.settings.fields) {
      if (!field.required) continue;
      const std::string value = field.kind == schema::Kind::url      ? "https://dns.example/#{ip}"
                                : field.kind == schema::Kind::secret ? std::string(kSecret)
                                                                     : "a-setting";
      map.emplace_back(schema::Node{.value = field.key}, schema::Node{.value = value});
    }
    Diagnostics diagnostics;
    const auto values = schema::read(spec.settings, {.value = map}, {}, {}, diagnostics);
    auto made = spec.make(values);
    if (made) all.push_back(*std::move(made));
  }
  return all;
}

void check(const Error& error) {
  require(!error.message.empty(), "an error says something");
  require(is_utf8(error.message) && is_utf8(error.service_code), "messages are UTF-8 whatever came");
  require(error.message.find(kSecret) == std::string::npos, cat("no secret stands in a message: ", error.message));
  require(error.message.size() < 4096, "messages are short");
}

plan::Operation operation_of(plan::Grain grain, unsigned which) {
  const plan::RemoteRecord before{.key = kHome, .address = kAddress, .id = "7"};
  if (grain == plan::Grain::host) return plan::UpdateHost{.name = kHome.name, .ipv4 = kAddress};
  if (grain == plan::Grain::rrset) return plan::ReplaceSet{.key = kHome, .before = AddressSet{}, .after = {kAddress}};
  if (which == 0) return plan::CreateRecord{.key = kHome, .address = kAddress};
  if (which == 1) return plan::UpdateRecord{.before = before, .address = kAddress};
  return plan::DeleteRecord{.record = before};
}

void act(const provider::Provider& provider, unsigned what, const Call& call) {
  const auto& can = provider.capabilities();
  const plan::ZoneRef zone{kZone, can.has_zones ? "zone-id" : ""};
  if (what == 0 && can.has_zones) {
    if (const auto zones = provider.find_zones({kHome.name}, call); !zones) check(zones.error());
  } else if (what == 1 && can.can_read) {
    const auto state = provider.read({zone, {kHome, kHome6}}, call);
    if (!state) return check(state.error());
    for (const auto& record : state->records) {
      require(record.key == kHome || record.key == kHome6, "what was read was asked for");
      require(record.address.family() == family_of(record.key.type), "an address is of its record's family");
    }
  } else {
    const plan::Unit unit{.zone = zone, .operations = {operation_of(can.grain, what % 3)}};
    const auto results = provider.apply(unit, call);
    require(results.size() == 1, "one outcome for each operation");
    if (!results[0]) check(results[0].error());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto all = make_all();
  constexpr std::array statuses{200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503};
  fuzz::Input input(data, size);
  const auto& provider = *all[input.octet() % all.size()];
  const unsigned what = input.octet() % 5;
  test::FakeService service([&](const http::Request& request) -> Result<http::Response> {
    if (input.empty()) {
      return fail(Reason::connect, "gone", request.may_write() ? Effect::unknown : Effect::none);
    }
    http::Response response{.status = statuses[input.octet() % statuses.size()]};
    response.headers.add("Retry-After", std::string(input.text()));
    response.body = std::string(input.text());
    return response;
  });
  act(provider, what, service.call());
  return 0;
}
