#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "ddns/core/text.h"
#include "ddns/metrics/metrics.h"

namespace {

using namespace ddns;

events::Setup setup_with(int records) {
  events::Setup setup;
  for (const char* provider : {"cloudflare", "aliyun", "rfc2136"}) setup.accounts.push_back({provider, provider});
  setup.sources = {{.id = "wan", .type = "http", .ipv4 = true, .ipv6 = true}};
  for (int i = 0; i < records; ++i) {
    setup.records.push_back({.key = {*DomainName::parse(cat("host-", i, ".example.com"))},
                             .account = setup.accounts[static_cast<std::size_t>(i) % 3].id,
                             .source = "wan"});
  }
  return setup;
}

std::size_t series_in(const std::string& page) {
  std::size_t comments = page.starts_with('#') ? 1 : 0;
  for (auto at = page.find("\n#"); at != std::string::npos; at = page.find("\n#", at + 1)) ++comments;
  return static_cast<std::size_t>(std::ranges::count(page, '\n')) - comments;
}

/// The page after so many records were loaded; the counter tells how many series that makes.
void metrics_page(benchmark::State& state) {
  metrics::Metrics metrics({"0", "0", "0"});
  events::StatusView view;
  const events::Event loaded{.payload = events::ConfigLoaded{"/c", setup_with(static_cast<int>(state.range(0)))}};
  metrics.publish(loaded);
  events::fold_into(view, loaded);
  std::string page;
  const metrics::PageInputs inputs{
      .view = view, .now = SteadyTime{std::chrono::hours{1}}, .options = {.records = metrics::RecordSeries::full}};
  for (auto _ : state) page = metrics.page(inputs);
  state.counters["bytes"] = static_cast<double>(page.size());
  state.counters["series"] = static_cast<double>(series_in(page));
}
BENCHMARK(metrics_page)->Arg(40)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
