#pragma once

#include <string>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/json.h"
#include "ddns/http/request.h"

namespace ddns::providers::cloudflare {

/// One request to the API, in words of the API.
struct Ask {
  std::string doing;  ///< for messages: "reading the records of example.com"
  std::string method = "GET";
  std::string path;  ///< below the endpoint, percent-encoded
  http::Query query = {};
  std::string body = {};  ///< JSON; empty = none
};

/// Sends and judges. Immutable; safe to use from several threads.
class Api {
 public:
  Api(http::Url endpoint, Secret token) : endpoint_(std::move(endpoint)), token_(std::move(token)) {}

  /// The whole envelope of a successful answer. Errors: those of the transport, and judge()'s.
  [[nodiscard]] Result<http::Json> send(const Ask& ask, const Call& call) const;

 private:
  http::Url endpoint_;
  Secret token_;
};

/// The envelope `{success, errors, result, …}` if HTTP status and `success` agree that all is well; else an Error with
/// the code that decides as service_code. The body may be no JSON at all on 429 and 5xx.
[[nodiscard]] Result<http::Json> judge(const std::string& doing, const http::Request& request,
                                       const http::Response& response, WallTime now);

/// Codes that callers treat by name.
inline constexpr std::string_view kIdenticalRecordExists = "81058";

}  // namespace ddns::providers::cloudflare
