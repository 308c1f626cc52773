#pragma once

#include <array>
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

/// What stands on a page beside what the events told.
struct PageInputs {
  const events::StatusView& view;
  SteadyTime now;  ///< SLI seconds are accounted up to here
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
