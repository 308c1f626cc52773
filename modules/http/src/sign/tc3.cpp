#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/sign/canonical.h"
#include "ddns/http/sign/tencent.h"

namespace ddns::http::sign {
namespace {

constexpr std::string_view kAlgorithm = "TC3-HMAC-SHA256";
constexpr std::string_view kTerminator = "tc3_request";

/// TC3 alone wants the values in lower case too.
CanonicalHeaders signed_headers(const Request& request, bool sign_action) {
  std::vector<std::pair<std::string, std::string>> fields{
      {"content-type", to_lower(request.headers.get("Content-Type").value_or(""))},
      {"host", to_lower(request.url.authority())},
  };
  if (sign_action) fields.emplace_back("x-tc-action", to_lower(request.headers.get("X-TC-Action").value_or("")));
  return canonical_headers(std::move(fields));
}

void add_call_headers(Headers& headers, const TencentCall& call, const TencentKey& key, WallTime time) {
  if (!headers.get("Content-Type")) headers.set("Content-Type", "application/json");
  headers.set("X-TC-Action", call.action);
  headers.set("X-TC-Version", call.version);
  headers.set("X-TC-Timestamp", unix_text(time));
  if (!call.region.empty()) headers.set("X-TC-Region", call.region);
  if (!key.token.empty()) headers.set("X-TC-Token", std::string(key.token.reveal()));
}

}  // namespace

Result<std::string> tc3_canonical_request(const Request& request, bool sign_action) {
  const auto query = canonical_query(request.url.query);
  if (!query) return fail(query.error());
  const auto headers = signed_headers(request, sign_action);
  return cat(request.method, "\n", request.url.path, "\n", *query, "\n", headers.block, "\n", headers.signed_names,
             "\n", sha256_hex(request.body));
}

crypto::Bytes tc3_signing_key(const Secret& secret, std::string_view date, std::string_view service) {
  const Secret first(cat("TC3", secret.reveal()));
  const auto for_date = crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(first.reveal()), date);
  const auto for_service = crypto::hmac(crypto::Hash::sha256, for_date, service);
  return crypto::hmac(crypto::Hash::sha256, for_service, kTerminator);
}

Result<Request> sign_tc3(Request request, const TencentCall& call, const TencentKey& key, WallTime time) {
  add_call_headers(request.headers, call, key, time);
  const auto canonical = tc3_canonical_request(request, call.sign_action);
  if (!canonical) return fail(canonical.error());
  const std::string date = iso_date(time);
  const std::string scope = cat(date, "/", call.service, "/", kTerminator);
  const std::string text = cat(kAlgorithm, "\n", unix_text(time), "\n", scope, "\n", sha256_hex(*canonical));
  const auto mac = crypto::hmac(crypto::Hash::sha256, tc3_signing_key(key.secret, date, call.service), text);
  request.headers.set("Authorization", cat(kAlgorithm, " Credential=", key.id, "/", scope,
                                           ", SignedHeaders=", signed_headers(request, call.sign_action).signed_names,
                                           ", Signature=", crypto::to_hex(mac)));
  return request;
}

}  // namespace ddns::http::sign
