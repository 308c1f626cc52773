#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/events/sink.h"
#include "ddns/events/status_view.h"
#include "ddns/platform/process_figures.h"

namespace ddns::metrics {

/// Prometheus 3 refuses a scrape with anything else.
inline constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

/// The log's own counters, as the page shows them.
struct LogFigures {
  std::array<std::pair<std::string_view, std::uint64_t>, 6> messages{};  ///< by level word
  std::uint64_t dropped = 0, write_errors = 0, rotations = 0, reopen_failures = 0;
};

struct BuildInfo {
  std::string version, revision, compiler;
};

/// How finely records are told apart.
enum class RecordSeries : std::uint8_t {
  automatic,  ///< full up to `most_single_records`, else aggregate
  full,       ///< one group of series for each record and type
  aggregate,  ///< one for each service and type, with record="_all"
};
inline constexpr std::size_t most_single_records = 500;

/// What is shown, and under which names: a user's choice.
struct PageOptions {
  RecordSeries records = RecordSeries::automatic;
  /// The word for a record's name in the label `record`; empty function = the name itself. Called from any thread.
  std::function<std::string(const DomainName&)> word_for = {};
  bool ip_info = false;  ///< the current addresses as series
};

/// What stands on a page beside what the events told.
struct PageInputs {
  const events::StatusView& view;
  SteadyTime now;  ///< SLI seconds are accounted up to here
  PageOptions options = {};
  unsigned requests_in_flight = 0;
  platform::ProcessFigures process = {};
  LogFigures log = {};
};

/// Counts events. Label sets are born at 0 when a configuration is loaded and go when it no longer names them; no label
/// value comes from outside the configuration or a closed list. Safe to use from several threads.
class Metrics final : public events::EventSink {
 public:
  explicit Metrics(const BuildInfo& build);
  ~Metrics() override;
  void publish(const events::Event& event) noexcept override;

  /// The text page, exposition format 0.0.4. Record series are rendered from the view: they cost nothing in between.
  [[nodiscard]] std::string page(const PageInputs& inputs) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::metrics
