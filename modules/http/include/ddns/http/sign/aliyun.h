#pragma once

#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/request.h"

namespace ddns::http::sign {

/// An access key of Alibaba Cloud; `security_token` only with temporary (STS) keys.
struct AliyunKey {
  std::string id;
  Secret secret;
  Secret security_token = {};
};

/// What a signature depends on beside request and key. The server allows 15 minutes of clock difference and refuses a
/// nonce it has seen: each attempt needs a new one.
struct AliyunMoment {
  WallTime time;
  std::string nonce;
};

/// Signature version 3, ACS3-HMAC-SHA256 (help.aliyun.com, "V3 request body and signature mechanism"). Adds
/// x-acs-action, -version, -date, -signature-nonce, -content-sha256, the token headers when there is a token, and
/// Authorization; signs them with host, content-type and every other x-acs- header of the request. Parameters stand in
/// the query or the body, without Action and Version. Errors: Reason::malformed for a query with invalid escapes.
[[nodiscard]] Result<Request> sign_acs3(Request request, std::string_view action, std::string_view version,
                                        const AliyunKey& key, const AliyunMoment& moment);

/// The text whose SHA-256 ACS3 signs; exposed so that a refused signature can be compared with the server's.
[[nodiscard]] Result<std::string> acs3_canonical_request(const Request& request);

/// The older RPC signature, version 1.0, HMAC-SHA1. The query holds Action, Version, Format and the action's own
/// parameters; AccessKeyId, SignatureMethod, SignatureVersion, SignatureNonce, Timestamp, SecurityToken (when there is
/// a token) and Signature are added to it. A body is not part of the signature. Errors as above.
[[nodiscard]] Result<Request> sign_aliyun_rpc(Request request, const AliyunKey& key, const AliyunMoment& moment);

/// StringToSign of the RPC signature, for a query that has everything but Signature.
[[nodiscard]] Result<std::string> aliyun_rpc_string_to_sign(std::string_view method, std::string_view query);

}  // namespace ddns::http::sign
