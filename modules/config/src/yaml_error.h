#pragma once

#include <string>
#include <string_view>

namespace ddns::config {

struct YamlProblem {
  std::string_view message;
  std::string_view hint;
};

/// yaml-cpp's message in words that help. `rest` is the text from the mark on: its first character often tells the
/// cause. Never quotes the file.
[[nodiscard]] YamlProblem explain(std::string_view yaml_message, std::string_view rest) noexcept;

}  // namespace ddns::config
