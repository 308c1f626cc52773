#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ddns::test {

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// One request on a connection of its own to a plain-HTTP server. nullopt when nobody answers within five seconds (or
/// `patience_seconds`).
[[nodiscard]] std::optional<HttpAnswer> http_get(const std::string& host, std::uint16_t port, const std::string& target,
                                                 const std::vector<std::pair<std::string, std::string>>& headers = {});
[[nodiscard]] std::optional<HttpAnswer> http_post(const std::string& host, std::uint16_t port,
                                                  const std::string& target, const std::string& json,
                                                  const std::vector<std::pair<std::string, std::string>>& headers = {},
                                                  int patience_seconds = 100);

}  // namespace ddns::test
