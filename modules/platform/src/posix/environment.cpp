#include "ddns/platform/environment.h"

#include <unistd.h>

#include <cstdlib>

namespace ddns::platform {

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  if (value == nullptr) return std::nullopt;
  return value;
}

std::map<std::string, std::string> environment_with_prefix(std::string_view prefix) {
  std::map<std::string, std::string> found;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !line.starts_with(prefix) || prefix.size() > equals) continue;
    // The first one of two with the same name is the one getenv() finds.
    found.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return found;
}

}  // namespace ddns::platform
