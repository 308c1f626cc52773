#include "ddns/metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include "counters.h"
#include "record_series.h"
#include "snapshot_page.h"

namespace ddns::metrics {

struct Metrics::Impl {
  explicit Impl(const BuildInfo& build) : counters(build) {}

  mutable std::mutex mutex;
  Counters counters;
  std::map<std::string, std::string> provider_of;  ///< account id → provider id
  std::set<std::string> paused;                    ///< account ids
};

Metrics::Metrics(const BuildInfo& build) : impl_(std::make_unique<Impl>(build)) {}
Metrics::~Metrics() = default;

void Metrics::publish(const events::Event& event) noexcept {
  const std::lock_guard lock(impl_->mutex);
  try {
    std::visit(Counting(impl_->counters, event, impl_->provider_of, impl_->paused), event.payload);
  } catch (const std::exception&) {
    // Out of memory: a count is lost, nothing else.
  }
}

std::string Metrics::page(const PageInputs& inputs) const {
  std::string out;
  {
    const std::lock_guard lock(impl_->mutex);
    out = prometheus::TextSerializer().Serialize(impl_->counters.registry.Collect());
  }
  append_records(out, inputs.view, inputs.now, inputs.options);
  if (inputs.options.ip_info) append_addresses(out, inputs.view);
  append_requests(out, inputs.requests_in_flight);
  append_log(out, inputs.log);
  append_process(out, inputs.process);
  return out;
}

}  // namespace ddns::metrics
