#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "ddns/core/text.h"
#include "ddns/metrics/metric_table.h"
#include "ddns/metrics/metrics.h"

namespace ddns::metrics {

inline const WallTime wall0 = WallTime{} + std::chrono::seconds{1767323045};
inline const SteadyTime steady0 = SteadyTime{} + std::chrono::hours{1};

inline RecordKey key(std::string_view name, RecordType type = RecordType::a) {
  return {*DomainName::parse(name), type};
}

inline events::Setup setup_with(const std::vector<std::string>& names) {
  events::Setup setup;
  setup.interval = std::chrono::minutes{5};
  setup.sources = {{.id = "wan", .type = "http", .ipv4 = true, .ipv6 = true}};
  setup.accounts = {{.id = "cf", .provider = "cloudflare"}, {.id = "own", .provider = "rfc2136"}};
  for (const auto& name : names) setup.records.push_back({.key = key(name), .account = "cf", .source = "wan"});
  setup.hooks = {"phone"};
  setup.robots = {"ops"};
  return setup;
}

/// Metrics and the view behind one hand.
class Scrape {
 public:
  explicit Scrape(const events::Setup& setup = setup_with({"home.example.com"})) {
    tell(events::ConfigLoaded{"/c.yaml", setup});
  }

  void tell(events::Payload payload) {
    const events::Event event{.at = wall0 + passed_, .steady = steady0 + passed_, .payload = std::move(payload)};
    events::fold_into(view, event);
    metrics.publish(event);
  }
  std::string page() const {
    PageInputs inputs{.view = view,
                      .now = steady0 + std::chrono::seconds{100},
                      .options = options,
                      .requests_in_flight = requests_in_flight};
    inputs.process = process;
    inputs.log.messages = {{{"trace", 0}, {"debug", 0}, {"info", 7}, {"warn", 0}, {"error", 0}, {"fatal", 0}}};
    return metrics.page(inputs);
  }
  std::map<std::string, std::string> samples() const { return samples_of(page()); }
  /// The samples of a page by "name{sorted labels}".
  static std::map<std::string, std::string> samples_of(const std::string& page) {
    std::map<std::string, std::string> out;
    std::istringstream in(page);
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto space = line.rfind(' ');
      auto series = line.substr(0, space);
      if (const auto brace = series.find('{'); brace != std::string::npos) {
        std::set<std::string> labels;
        for (const auto part : split(std::string_view(series).substr(brace + 1, series.size() - brace - 2), ','))
          labels.emplace(part);
        series =
            series.substr(0, brace) + "{" + join(std::vector<std::string>(labels.begin(), labels.end()), ",") + "}";
      }
      EXPECT_TRUE(out.emplace(series, line.substr(space + 1)).second) << "twice: " << series;
    }
    return out;
  }

  /// What is told next happens so long after the first event.
  void at(std::chrono::seconds passed) { passed_ = passed; }

  events::StatusView view;
  PageOptions options;
  unsigned requests_in_flight = 0;
  platform::ProcessFigures process = {.cpu_seconds = 1.5,
                                      .resident_bytes = 1000,
                                      .virtual_bytes = 2000,
                                      .open_fds = 5,
                                      .max_fds = 10,
                                      .threads = 3,
                                      .start_time = 1};
  Metrics metrics{BuildInfo{"1.2.3", "abc", "gcc 12"}};

 private:
  std::chrono::seconds passed_{0};
};

}  // namespace ddns::metrics
