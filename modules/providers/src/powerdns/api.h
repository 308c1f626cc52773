#pragma once

#include <string>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/json.h"
#include "ddns/http/request.h"

namespace ddns::providers::powerdns {

/// One server below one endpoint. Immutable; safe to use from several threads.
class Api {
 public:
  /// `server_id` is "localhost" on every server known.
  Api(const http::Url& endpoint, std::string_view server_id, Secret api_key);

  /// A JSON answer with status 200. `doing` is for messages. Errors: the transport's and judge_error()'s.
  [[nodiscard]] Result<http::Json> get(const std::string& doing, std::string_view path, const http::Query& query,
                                       const Call& call) const;

  /// PATCH; success is 204, or 200 with a JSON object (servers before 4.0).
  [[nodiscard]] Status patch(const std::string& doing, std::string_view path, std::string body, const Call& call) const;

 private:
  http::Url base_;
  Secret api_key_;
};

/// What an answer that is no success means. Bodies are JSON with 422 and 500, plain text with 400, 401 and 404.
[[nodiscard]] Error judge_error(const std::string& doing, const http::Request& request, const http::Response& response,
                                WallTime now);

}  // namespace ddns::providers::powerdns
