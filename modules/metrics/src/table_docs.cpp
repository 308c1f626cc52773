#include "ddns/core/text.h"
#include "ddns/metrics/metric_table.h"

namespace ddns::metrics {
namespace {

/// 0.25 → "0.25", 1 → "1": the shortest text.
std::string number(double value) {
  std::string text(32, '\0');
  const auto [end, ec] = std::to_chars(text.data(), text.data() + text.size(), value);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

std::string numbers(const std::vector<double>& values, std::string_view separator) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const double value : values) texts.push_back(number(value));
  return join(texts, separator);
}

std::string quoted(const std::vector<std::string>& words) {
  std::vector<std::string> texts;
  texts.reserve(words.size());
  for (const auto& word : words) texts.push_back('"' + word + '"');
  return join(texts, ", ");
}

}  // namespace

std::string table_markdown() {
  std::string out =
      "# Metrics\n\nWritten by the program from the table it registers its metrics from "
      "(`modules/metrics/src/metric_table.cpp`); do not edit.\n\n"
      "| name | type | labels | meaning |\n| --- | --- | --- | --- |\n";
  for (const MetricRow& row : metric_table()) {
    const auto buckets = row.buckets.empty() ? std::string() : cat(" Buckets: ", numbers(row.buckets, " "), ".");
    out += cat("| `", row.name, "` | ", to_string(row.type), " | ", row.labels.empty() ? "–" : join(row.labels, ", "),
               " | ", row.help, buckets, " |\n");
  }
  return out;
}

std::string table_json() {
  std::string out = "[";
  for (const MetricRow& row : metric_table()) {
    if (out.size() > 1) out += ',';
    // Names, labels and helps are ours and hold nothing that JSON would have to escape (held by a test).
    out += cat("\n  {\"name\": \"", row.name, "\", \"type\": \"", to_string(row.type), "\", \"labels\": [",
               quoted(row.labels), "], \"buckets\": [", numbers(row.buckets, ", "), "], \"help\": \"", row.help, "\"}");
  }
  return out + "\n]\n";
}

}  // namespace ddns::metrics
