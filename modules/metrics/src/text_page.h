#pragma once

#include <string>
#include <string_view>

#include "ddns/metrics/metric_table.h"

namespace ddns::metrics {

/// Writes lines of the exposition format straight into a text: for what is rendered at a scrape.
class TextPage {
 public:
  explicit TextPage(std::string& out) : out_(out) {}

  void head(const MetricRow& row);
  /// `labels` is what label_text() made, braces included, or empty.
  void sample(std::string_view name, std::string_view labels, double value);

 private:
  std::string& out_;
};

/// `{a="…",b="…"}` with quotes, backslashes and line ends escaped.
[[nodiscard]] std::string label_text(const std::vector<std::string>& names,
                                     const std::vector<std::string_view>& values);

}  // namespace ddns::metrics
