#include "world.h"

#include <stdexcept>

#include "ddns/core/text.h"
#include "ddns/dns/message.h"
#include "ddns/plan/operation.h"
#include "ddns/providers/catalogue.h"
#include "ddns/schema/node.h"

namespace ddns::test {

namespace {

constexpr std::chrono::seconds kPatience{20};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

schema::Node text_node(const std::string& text) {
  schema::Node node;
  node.quoted = true;
  node.value = text;
  return node;
}

}  // namespace

World::World(std::chrono::seconds clock_off) : clock_(clock_off), http_(must(factory_.open({}))) {
  server_.create_zone("example.com");
}

Call World::call() {
  return {.http = *http_,
          .dns = dns_,
          .clock = clock_,
          .random = random_,
          .deadline = Deadline::after(clock_, kPatience),
          .stop = {},
          .trace = TraceId::make(random_)};
}

std::unique_ptr<provider::Provider> World::make(std::string_view id,
                                                const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto* spec = providers::find(id);
  if (spec == nullptr) throw std::runtime_error(cat("no provider ", id));
  schema::Node::Map map;
  for (const auto& [key, value] : settings) map.emplace_back(text_node(key), text_node(value));
  schema::Node node;
  node.value = std::move(map);
  Diagnostics diagnostics;
  const auto as_is = [](std::string_view text) -> Result<std::string> { return std::string(text); };
  const auto values = schema::read(spec->settings, node, as_is, {}, diagnostics);
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.severity == Diagnostic::Severity::error) throw std::runtime_error(diagnostic.to_string());
  }
  return must(spec->make(values));
}

std::unique_ptr<provider::Provider> World::powerdns(std::string api_key) const {
  return make("powerdns", {{"endpoint", server_.url()}, {"api_key", api_key.empty() ? server_.api_key() : api_key}});
}

std::vector<Error> World::publish(const provider::Provider& provider, const plan::ZoneRef& zone,
                                  const std::vector<plan::DesiredSet>& desired) {
  provider::ReadScope scope{.zone = zone, .keys = {}};
  for (const auto& set : desired) scope.keys.push_back(set.key);
  const auto state = provider.read(scope, call());
  if (!state) return {state.error()};
  const auto plan = plan::make_plan(desired, *state);
  std::vector<Error> errors;
  for (const auto& refused : plan.refused) errors.push_back(refused.error);
  for (const auto& unit : plan::lower(plan, provider.capabilities())) {
    for (const auto& outcome : provider.apply(unit, call())) {
      if (!outcome) errors.push_back(outcome.error());
    }
  }
  return errors;
}

AddressSet World::ask(std::string_view name, RecordType type) {
  const auto query = dns::make_query(4711, must(DomainName::parse(name)), dns::type_of(type), false, false);
  const dns::Server where{must(IpAddress::parse("127.0.0.1")), server_.dns_port()};
  const auto wire = must(dns::encode(query));
  const auto answer =
      must(dns::decode(must(dns_.exchange(wire, where, {.deadline = Deadline::after(clock_, kPatience)}))));
  AddressSet seen;
  for (const auto& record : answer.answers) {
    if (const auto* address = std::get_if<IpAddress>(&record.data)) seen.insert(*address);
  }
  return seen;
}

}  // namespace ddns::test
