#pragma once

#include <string>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/crypto/digest.h"
#include "ddns/http/request.h"

namespace ddns::http::sign {

/// A key of Tencent Cloud; `token` only with temporary credentials.
struct TencentKey {
  std::string id;  ///< "AKID…"
  Secret secret;
  Secret token = {};
};

/// One call of the API 3.0.
struct TencentCall {
  std::string service;  ///< "dnspod": part of the signature's scope
  std::string action;   ///< "DescribeRecordList"
  std::string version;  ///< "2021-03-23"
  std::string region = {};
  bool sign_action = true;  ///< the documentation recommends to sign x-tc-action as well
};

/// TC3-HMAC-SHA256 (cloud.tencent.com/document/api/213/30654). Adds Content-Type application/json when the request has
/// none, X-TC-Action, -Version, -Timestamp, -Region and -Token where given, and Authorization. The server allows five
/// minutes of clock difference. Errors: Reason::malformed for a query with invalid escapes.
[[nodiscard]] Result<Request> sign_tc3(Request request, const TencentCall& call, const TencentKey& key, WallTime time);

/// The text whose SHA-256 TC3 signs, for a request that has its Content-Type and X-TC-Action.
[[nodiscard]] Result<std::string> tc3_canonical_request(const Request& request, bool sign_action);

/// SecretSigning: the secret narrowed to a date ("2026-01-02") and a service.
[[nodiscard]] crypto::Bytes tc3_signing_key(const Secret& secret, std::string_view date, std::string_view service);

}  // namespace ddns::http::sign
