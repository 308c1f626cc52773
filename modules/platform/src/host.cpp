#include "ddns/platform/host.h"

#include "ddns/core/text.h"

namespace ddns::platform {

std::string parse_os_release(std::string_view text) {
  constexpr std::string_view key = "PRETTY_NAME=";
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    if (line.size() >= 2 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front()) {
      line = line.substr(1, line.size() - 2);
    }
    std::string name;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\' && i + 1 < line.size()) ++i;  // shell quoting: the next character stands for itself
      name += line[i];
    }
    return name;
  }
  return {};
}

}  // namespace ddns::platform
