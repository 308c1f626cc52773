#include "support/tls_fixture.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "ddns/core/text.h"

namespace ddns::test {

namespace {

constexpr const char* kLoopbackNames = "DNS:localhost,IP:127.0.0.1,IP:::1";
constexpr std::chrono::hours kDay{24};

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("tls fixture: ") + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  require(key != nullptr, "no key");
  return key;
}

void write_pem(const std::filesystem::path& path, const std::function<int(std::FILE*)>& write) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.string().c_str(), "wb"), &std::fclose);
  require(file != nullptr && write(file.get()) == 1, "cannot write a PEM file");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), &X509_EXTENSION_free);
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "bad extension");
}

void set_name(X509_NAME* name, const std::string& text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1, "bad name");
}

Certificate blank(EVP_PKEY* key, const std::string& common_name, long serial, std::chrono::seconds begins,
                  std::chrono::seconds ends) {
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), begins.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ends.count());
  X509_set_pubkey(certificate.get(), key);
  set_name(X509_get_subject_name(certificate.get()), common_name);
  return certificate;
}

}  // namespace

struct TlsFixture::Authority {
  explicit Authority(const std::string& name)
      : key(make_key()), certificate(blank(key.get(), name, 1, -30 * kDay, 3650 * kDay)) {
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "cannot sign");
  }

  void save(const std::filesystem::path& path) const {
    write_pem(path, [this](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
  }

  Key key;
  Certificate certificate;
};

TlsFixture::TlsFixture()
    : authority_(std::make_unique<Authority>("Test authority")),
      stranger_(std::make_unique<Authority>("Authority nobody knows")),
      other_(std::make_unique<Authority>("Another authority")) {
  authority_->save(ca_file());
  stranger_->save(stranger_ca_file());
  other_->save(other_ca_file());
}

TlsFixture::~TlsFixture() = default;

std::string TlsFixture::ca_file() const { return (dir_ / "ca.pem").string(); }
std::string TlsFixture::other_ca_file() const { return (dir_ / "other-ca.pem").string(); }
std::string TlsFixture::stranger_ca_file() const { return (dir_ / "stranger-ca.pem").string(); }

StubOptions TlsFixture::good() { return make(*authority_, kLoopbackNames, -kDay, 30 * kDay); }
StubOptions TlsFixture::expired() { return make(*authority_, kLoopbackNames, -10 * kDay, -kDay); }
StubOptions TlsFixture::not_yet_valid() { return make(*authority_, kLoopbackNames, kDay, 30 * kDay); }
StubOptions TlsFixture::wrong_name() { return make(*authority_, "DNS:other.example", -kDay, 30 * kDay); }
StubOptions TlsFixture::unknown_ca() { return make(*stranger_, kLoopbackNames, -kDay, 30 * kDay); }
StubOptions TlsFixture::signed_by_another() { return make(*other_, kLoopbackNames, -kDay, 30 * kDay); }
StubOptions TlsFixture::named(const std::string& alt_names) { return make(*authority_, alt_names, -kDay, 30 * kDay); }

StubOptions TlsFixture::make(const Authority& authority, const std::string& alt_names, std::chrono::hours begins,
                             std::chrono::hours ends) {
  const Key key = make_key();
  const long serial = 1000 + ++made_;
  const auto certificate = blank(key.get(), "Stub server", serial, begins, ends);
  X509* issuer = authority.certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer, NID_ext_key_usage, "serverAuth");
  add_extension(certificate.get(), issuer, NID_subject_alt_name, alt_names);
  add_extension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
  require(X509_sign(certificate.get(), authority.key.get(), EVP_sha256()) > 0, "cannot sign");

  const auto cert_path = dir_ / cat("cert-", serial, ".pem");
  const auto key_path = dir_ / cat("key-", serial, ".pem");
  write_pem(cert_path, [&](std::FILE* file) {
    return PEM_write_X509(file, certificate.get()) == 1 ? PEM_write_X509(file, issuer) : 0;
  });
  write_pem(key_path, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return {.cert_file = cert_path.string(), .key_file = key_path.string()};
}

}  // namespace ddns::test
