#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/sign/aliyun.h"
#include "ddns/http/sign/canonical.h"

namespace ddns::http::sign {
namespace {

constexpr std::string_view kAlgorithm = "ACS3-HMAC-SHA256";

CanonicalHeaders signed_headers(const Request& request) {
  std::vector<std::pair<std::string, std::string>> fields{{"host", request.url.authority()}};
  for (const auto& [name, value] : request.headers) {
    const std::string lower = to_lower(name);
    if (lower == "content-type" || lower.starts_with("x-acs-")) fields.emplace_back(lower, value);
  }
  return canonical_headers(std::move(fields));
}

}  // namespace

Result<std::string> acs3_canonical_request(const Request& request) {
  const auto query = canonical_query(request.url.query);
  if (!query) return fail(query.error());
  const auto headers = signed_headers(request);
  return cat(request.method, "\n", request.url.path, "\n", *query, "\n", headers.block, "\n", headers.signed_names,
             "\n", sha256_hex(request.body));
}

Result<Request> sign_acs3(Request request, std::string_view action, std::string_view version, const AliyunKey& key,
                          const AliyunMoment& moment) {
  request.headers.set("x-acs-action", std::string(action));
  request.headers.set("x-acs-version", std::string(version));
  request.headers.set("x-acs-date", iso_time(moment.time));
  request.headers.set("x-acs-signature-nonce", moment.nonce);
  request.headers.set("x-acs-content-sha256", sha256_hex(request.body));
  if (!key.security_token.empty()) {
    request.headers.set("x-acs-accesskey-id", key.id);
    request.headers.set("x-acs-security-token", std::string(key.security_token.reveal()));
  }
  const auto canonical = acs3_canonical_request(request);
  if (!canonical) return fail(canonical.error());
  const auto mac = crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(key.secret.reveal()),
                                cat(kAlgorithm, "\n", sha256_hex(*canonical)));
  request.headers.set("Authorization", cat(kAlgorithm, " Credential=", key.id, ",SignedHeaders=",
                                           signed_headers(request).signed_names, ",Signature=", crypto::to_hex(mac)));
  return request;
}

}  // namespace ddns::http::sign
