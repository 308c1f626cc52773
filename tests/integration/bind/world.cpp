#include "integration/bind/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "ddns/core/text.h"
#include "ddns/platform/process.h"
#include "ddns/providers/rfc2136.h"
#include "ddns/schema/node.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;

std::string run(const std::vector<std::string>& argv) {
  const auto outcome = platform::run_child({.argv = argv, .timeout = 20s});
  if (!outcome) throw std::runtime_error(outcome.error().message);
  if (!outcome->succeeded()) throw std::runtime_error(cat(argv[0], " failed: ", outcome->out, outcome->error_tail));
  return outcome->out;
}

}  // namespace

class World::NoHttp final : public http::HttpClient {
 public:
  Result<http::Response> send(const http::Request&, const http::CallLimits&) override {
    return fail(Reason::internal, "rfc2136 has no business with HTTP");
  }
};
World::NoHttp World::no_http;

Call World::call() {
  return {.http = no_http,
          .dns = exchange_,
          .clock = clock_,
          .random = random_,
          .deadline = Deadline::after(clock_, 30s),
          .stop = stop.get_token(),
          .trace = {}};
}

dns::Doors World::doors() { return {exchange_, clock_, random_, Deadline::after(clock_, 30s), stop.get_token()}; }

BindConfig one_zone(std::string_view records, std::string_view policy) {
  return {.statements = cat(key_statement(kKeyName, kAlgorithm, kSecret), "zone \"", kZone,
                            "\" { type primary; file \"zone.db\"; update-policy { ", policy, " }; };\n"),
          .files = {{"zone.db", zone_text(kZone, records)}},
          .probe = std::string(kZone)};
}

std::unique_ptr<provider::Provider> account_for(const dns::Server& server, const std::vector<Text>& more) {
  std::vector<Text> texts = {{"server", server.address.to_string()},
                             {"port", std::to_string(server.port)},
                             {"key_name", std::string(kKeyName)},
                             {"key_secret", std::string(kSecret)},
                             {"key_algorithm", std::string(kAlgorithm)}};
  for (const auto& [key, value] : more) {
    std::erase_if(texts, [&](const Text& text) { return text.first == key; });
    if (!value.empty()) texts.emplace_back(key, value);
  }
  schema::Node::Map map;
  for (const auto& [key, value] : texts) {
    schema::Node::List parts;
    for (const std::string_view part : split(value, ',')) parts.push_back({.value = std::string(part)});
    map.emplace_back(schema::Node{.value = key}, parts.size() == 1 ? parts.front() : schema::Node{.value = parts});
  }
  Diagnostics diagnostics;
  const auto as_it_is = [](std::string_view text) -> Result<std::string> { return std::string(text); };
  const auto& spec = providers::rfc2136_spec();
  const auto values = schema::read(spec.settings, {.value = map}, as_it_is, {}, diagnostics);
  if (has_errors(diagnostics)) throw std::runtime_error(diagnostics.front().to_string());
  auto account = spec.make(values);
  if (!account) throw std::runtime_error(account.error().message);
  return std::move(*account);
}

RecordKey key_of(std::string_view name, RecordType type) { return {DomainName::parse(name).value(), type}; }

AddressSet addresses(std::initializer_list<std::string_view> texts) {
  AddressSet set;
  for (const std::string_view text : texts) set.insert(IpAddress::parse(text).value());
  return set;
}

plan::ZoneRef zone_ref(std::string_view name) { return {DomainName::parse(name).value()}; }

plan::ZoneState read(const provider::Provider& account, World& world, const std::vector<RecordKey>& keys) {
  auto state = account.read({zone_ref(), keys}, world.call());
  if (state) return *state;
  ADD_FAILURE() << state.error().message;
  return {};
}

AddressSet of(const plan::ZoneState& state, const RecordKey& key) {
  AddressSet set;
  for (const auto& record : state.records) {
    if (record.key == key) set.insert(record.address);
  }
  return set;
}

plan::Unit unit_of(std::vector<plan::Operation> operations, std::string_view zone) {
  return {.zone = zone_ref(zone), .operations = std::move(operations), .atomic = true};
}

Result<provider::Ack> apply(const provider::Provider& account, World& world, const plan::Unit& unit) {
  const auto outcomes = account.apply(unit, world.call());
  EXPECT_EQ(outcomes.size(), unit.operations.size());
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome, outcomes.front());
  return outcomes.front();
}

void nsupdate(const BindServer& server, std::string_view commands, std::string_view key) {
  const TempDir folder;
  const auto script = folder.write("commands", cat("server ", server.server().address.to_string(), ' ',
                                                   server.server().port, '\n', commands, "\nsend\n"));
  run({"nsupdate", "-v", "-y", std::string(key), script.string()});
}

std::string dig(const BindServer& server, std::string_view name, std::string_view type) {
  std::string text =
      run({"dig", cat("@", server.server().address.to_string()), "-p", std::to_string(server.server().port),
           "+norecurse", "+noall", "+answer", std::string(name), std::string(type)});
  std::ranges::replace(text, '\t', ' ');
  while (text.find("  ") != std::string::npos) text = replace_all(text, "  ", " ");
  return text;
}

}  // namespace ddns::test
