#include "text_page.h"

#include <array>
#include <charconv>
#include <cmath>

namespace ddns::metrics {

void TextPage::head(const MetricRow& row) {
  out_.append("# HELP ").append(row.name).append(" ").append(row.help).append("\n");
  out_.append("# TYPE ").append(row.name).append(" ").append(to_string(row.type)).append("\n");
}

void TextPage::sample(std::string_view name, std::string_view labels, double value) {
  out_.append(name).append(labels).append(" ");
  std::array<char, 32> text{};
  // Whole numbers (times, counts) without exponent: readable, and what other exporters write.
  const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
  const auto [end, ec] = whole ? std::to_chars(text.begin(), text.end(), static_cast<long long>(value))
                               : std::to_chars(text.begin(), text.end(), value);
  out_.append(text.data(), end).append("\n");
}

std::string label_text(const std::vector<std::string>& names, const std::vector<std::string_view>& values) {
  std::string out = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    out.append(names.at(i)).append("=\"");
    for (const char c : values.at(i)) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    out += '"';
  }
  return out + "}";
}

}  // namespace ddns::metrics
