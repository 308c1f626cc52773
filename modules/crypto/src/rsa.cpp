#include "ddns/crypto/rsa.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>

#include "hash_name.h"

namespace ddns::crypto {
namespace {

/// Gives OpenSSL the passphrase; without this function it would ask at the terminal.
int give_passphrase(char* buffer, int size, int /*writing*/, void* user) {
  const auto passphrase = static_cast<const Secret*>(user)->reveal();
  if (passphrase.empty() || passphrase.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, passphrase.data(), passphrase.size());
  return static_cast<int>(passphrase.size());
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

}  // namespace

Result<RsaKey> RsaKey::from_pem(const Secret& pem, const Secret& passphrase) {
  const auto text = pem.reveal();
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  Secret given = passphrase;
  EVP_PKEY* raw = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_passphrase, &given) : nullptr;
  ERR_clear_error();  // the queue is per thread and would be blamed on whoever looks next
  if (raw == nullptr) {
    return fail(Reason::config,
                "a private key cannot be read; it must be an RSA key in PEM form (-----BEGIN PRIVATE KEY-----) and its "
                "passphrase, if it has one, must be set");
  }
  const std::shared_ptr<void> key(raw, [](void* k) { EVP_PKEY_free(static_cast<EVP_PKEY*>(k)); });
  if (EVP_PKEY_is_a(raw, "RSA") != 1) return fail(Reason::config, "a private key is of another kind than RSA");
  return RsaKey(key);
}

Result<Bytes> RsaKey::sign(Hash hash, std::string_view data) const {
  auto* key = static_cast<EVP_PKEY*>(key_.get());
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const auto octets = as_bytes(data);
  Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t length = out.size();
  const bool done = context &&
                    EVP_DigestSignInit_ex(context.get(), nullptr, name_of(hash), nullptr, nullptr, key, nullptr) == 1 &&
                    EVP_DigestSign(context.get(), out.data(), &length, octets.data(), octets.size()) == 1;
  ERR_clear_error();
  if (!done) return fail(Reason::internal, "OpenSSL refuses to sign with the RSA key");
  out.resize(length);
  return out;
}

}  // namespace ddns::crypto
