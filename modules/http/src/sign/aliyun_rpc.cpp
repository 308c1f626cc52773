#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/sign/aliyun.h"
#include "ddns/http/sign/canonical.h"

namespace ddns::http::sign {

Result<std::string> aliyun_rpc_string_to_sign(std::string_view method, std::string_view query) {
  const auto canonical = canonical_query(query);
  if (!canonical) return fail(canonical.error());
  return cat(method, "&%2F&", percent_encode(*canonical));
}

Result<Request> sign_aliyun_rpc(Request request, const AliyunKey& key, const AliyunMoment& moment) {
  auto query = Query::parse(request.url.query);
  if (!query) return fail(std::move(query).error());
  query->add("AccessKeyId", key.id)
      .add("SignatureMethod", "HMAC-SHA1")
      .add("SignatureVersion", "1.0")
      .add("SignatureNonce", moment.nonce)
      .add("Timestamp", iso_time(moment.time));
  if (!key.security_token.empty()) query->add("SecurityToken", std::string(key.security_token.reveal()));
  const auto text = aliyun_rpc_string_to_sign(request.method, query->to_string());
  if (!text) return fail(text.error());
  // The key is the secret with an ampersand behind it, where other products put a token secret.
  const Secret signing_key(cat(key.secret.reveal(), "&"));
  const auto mac = crypto::hmac(crypto::Hash::sha1, crypto::as_bytes(signing_key.reveal()), *text);
  query->add("Signature", crypto::to_base64(mac));
  request.url.query = query->to_string();
  return request;
}

}  // namespace ddns::http::sign
