#include "ddns/crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <stdexcept>

#include "hash_name.h"

namespace ddns::crypto {

const char* name_of(Hash hash) noexcept {
  switch (hash) {
    case Hash::md5:
      return "MD5";
    case Hash::sha1:
      return "SHA1";
    case Hash::sha224:
      return "SHA224";
    case Hash::sha256:
      return "SHA256";
    case Hash::sha384:
      return "SHA384";
    case Hash::sha512:
      break;
  }
  return "SHA512";
}

std::size_t size_of(Hash hash) noexcept {
  switch (hash) {
    case Hash::md5:
      return 16;
    case Hash::sha1:
      return 20;
    case Hash::sha224:
      return 28;
    case Hash::sha256:
      return 32;
    case Hash::sha384:
      return 48;
    case Hash::sha512:
      break;
  }
  return 64;
}

std::span<const std::uint8_t> as_bytes(std::string_view text) noexcept {
  // NOLINTNEXTLINE: octets of a text are what the standard lets one look at through another type.
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes digest(Hash hash, std::span<const std::uint8_t> data) {
  Bytes out(size_of(hash));
  std::size_t length = 0;
  const int ok = EVP_Q_digest(nullptr, name_of(hash), nullptr, data.data(), data.size(), out.data(), &length);
  if (ok != 1 || length != out.size()) throw std::runtime_error(std::string("OpenSSL refuses ") + name_of(hash));
  return out;
}

Bytes hmac(Hash hash, std::span<const std::uint8_t> key, std::span<const std::uint8_t> data) {
  // A null key would mean "no key given" to OpenSSL, which is not the same as the empty key.
  constexpr std::uint8_t kNothing = 0;
  const std::uint8_t* key_data = key.empty() ? &kNothing : key.data();
  Bytes out(size_of(hash));
  std::size_t length = 0;
  const auto* done = EVP_Q_mac(nullptr, "HMAC", nullptr, name_of(hash), nullptr, key_data, key.size(), data.data(),
                               data.size(), out.data(), out.size(), &length);
  if (done == nullptr || length != out.size()) {
    throw std::runtime_error(std::string("OpenSSL refuses HMAC with ") + name_of(hash));
  }
  return out;
}

bool equal_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace ddns::crypto
