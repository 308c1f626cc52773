#include <benchmark/benchmark.h>

#include "ddns/core/domain_name.h"
#include "ddns/core/ip_address.h"
#include "ddns/dns/message.h"
#include "ddns/http/json.h"

namespace {

void parse_addresses(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(ddns::IpAddress::parse("203.0.113.77"));
    benchmark::DoNotOptimize(ddns::IpAddress::parse("2001:db8:85a3::8a2e:370:7334"));
  }
}
BENCHMARK(parse_addresses);

void parse_name(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ddns::DomainName::parse("Host-17.branch.example.com"));
}
BENCHMARK(parse_name);

/// A page of 1,000 records as Cloudflare answers it.
void parse_thousand_records(benchmark::State& state) {
  std::string text = R"({"success":true,"result":[)";
  for (int i = 0; i < 1000; ++i) {
    if (i > 0) text += ',';
    text += R"({"id":"aaaabbbbccccddddaaaabbbbccccdddd","name":"h)" + std::to_string(i) +
            R"(.example.com","type":"A","content":"198.51.100.4","ttl":1,"proxied":false,"comment":null,"tags":[]})";
  }
  text += "]}";
  for (auto _ : state) benchmark::DoNotOptimize(ddns::http::Json::parse(text));
}
BENCHMARK(parse_thousand_records)->Unit(benchmark::kMillisecond);

void dns_query_round_trip(benchmark::State& state) {
  const auto name = *ddns::DomainName::parse("host-17.branch.example.com");
  const auto wire = *ddns::dns::encode(ddns::dns::make_query(0x1234, name, ddns::dns::Type::a, false, true));
  for (auto _ : state) benchmark::DoNotOptimize(ddns::dns::decode(wire));
}
BENCHMARK(dns_query_round_trip);

}  // namespace
