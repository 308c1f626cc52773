#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/crypto/digest.h"

namespace ddns::crypto {

/// A private RSA key that signs: the service accounts of Google and the API keys of Oracle work that way. Immutable;
/// copies share the key; safe to use from several threads.
class RsaKey {
 public:
  /// PEM, PKCS#8 or PKCS#1; lines may end in LF or CR LF. Errors: Reason::config for text that is no key, for another
  /// kind of key, and for a wrong or missing passphrase. Neither text is quoted.
  [[nodiscard]] static Result<RsaKey> from_pem(const Secret& pem, const Secret& passphrase = {});

  /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2): "RS256" of RFC 7518, "rsa-sha256" of HTTP signatures. Errors:
  /// Reason::internal when OpenSSL refuses.
  [[nodiscard]] Result<Bytes> sign(Hash hash, std::string_view data) const;

 private:
  explicit RsaKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;  // an EVP_PKEY
};

}  // namespace ddns::crypto
