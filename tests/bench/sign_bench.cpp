#include <benchmark/benchmark.h>

#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"
#include "ddns/http/sign/aliyun.h"
#include "ddns/http/sign/tencent.h"

// What one request costs to sign, with the calls that the providers make.
namespace {

using namespace ddns;

constexpr WallTime now{std::chrono::seconds{1767323045}};

http::Request alidns_request() {
  const auto query = http::Query()
                         .add("DomainName", "example.com")
                         .add("RR", "host-17.branch")
                         .add("Type", "AAAA")
                         .add("Value", "2001:db8::1")
                         .add("TTL", "600");
  return {.method = "POST", .url = {.host = "alidns.aliyuncs.com", .query = query.to_string()}};
}

const http::sign::AliyunKey aliyun_key{.id = "bench-id", .secret = Secret("bench-secret")};
const http::sign::AliyunMoment moment{.time = now, .nonce = "0123456789abcdef0123456789abcdef"};

/// Stops the benchmark with words instead of measuring a signer that refuses.
template <typename Outcome>
void keep(benchmark::State& state, const Outcome& outcome) {
  if (!outcome) state.SkipWithError("the signer refused");
  benchmark::DoNotOptimize(outcome);
}

void sign_acs3(benchmark::State& state) {
  const auto request = alidns_request();
  for (auto _ : state) {
    keep(state, http::sign::sign_acs3(request, "AddDomainRecord", "2015-01-09", aliyun_key, moment));
  }
}
BENCHMARK(sign_acs3);

void sign_aliyun_rpc(benchmark::State& state) {
  auto request = alidns_request();
  request.url.query += "&Action=AddDomainRecord&Version=2015-01-09&Format=JSON";
  for (auto _ : state) keep(state, http::sign::sign_aliyun_rpc(request, aliyun_key, moment));
}
BENCHMARK(sign_aliyun_rpc);

void sign_tc3(benchmark::State& state) {
  const http::Request request{
      .method = "POST",
      .url = {.host = "dnspod.tencentcloudapi.com"},
      .headers = {{"Content-Type", "application/json; charset=utf-8"}},
      .body = R"({"Domain":"example.com","RecordType":"AAAA","RecordLine":"默认","Value":"2001:db8::1","TTL":600})"};
  const http::sign::TencentCall call{.service = "dnspod", .action = "CreateRecord", .version = "2021-03-23"};
  const http::sign::TencentKey key{.id = "AKIDbench", .secret = Secret("bench-secret")};
  for (auto _ : state) keep(state, http::sign::sign_tc3(request, call, key, now));
}
BENCHMARK(sign_tc3);

void sign_tsig(benchmark::State& state) {
  const auto key =
      dns::TsigKey::make("bench-key", "hmac-sha256", Secret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")).value();
  const auto message = dns::encode(
      dns::make_query(0x1234, *DomainName::parse("host-17.branch.example.com"), dns::Type::aaaa, false, true));
  for (auto _ : state) keep(state, dns::tsig_sign(*message, key, now));
}
BENCHMARK(sign_tsig);

}  // namespace
