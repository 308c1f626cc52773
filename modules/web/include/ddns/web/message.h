#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ddns::web {

/// A request as handlers see it. Plain values, no thread affinity.
struct Request {
  std::string method;                          ///< "GET", "HEAD", "POST", …
  std::string path;                            ///< decoded, without query
  std::map<std::string, std::string> query;    ///< decoded; the last of repeated names
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< at most ServerSettings::max_body
  std::string peer;                            ///< address text of the other end
  std::stop_token stop = {};                   ///< the server ends: a handler that waits for something stops waiting

  [[nodiscard]] std::optional<std::string_view> header(const std::string& lower_name) const {
    const auto found = headers.find(lower_name);
    if (found == headers.end()) return std::nullopt;
    return found->second;
  }
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// `{"error":{"message":…,"hint":…}}`
[[nodiscard]] Response error_response(int status, std::string_view message, std::string_view hint = {});

}  // namespace ddns::web
