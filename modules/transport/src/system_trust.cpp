#include "system_trust.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "ddns/core/text.h"
#include "ddns/platform/system_trust.h"

namespace ddns::transport {
namespace {

// Debian, Alpine, Arch and SUSE; Fedora 39 and later; FreeBSD.
constexpr std::array kDirectories = {"/etc/ssl/certs", "/etc/pki/ca-trust/extracted/pem/directory-hash",
                                     "/etc/pki/tls/certs"};
constexpr std::array kBundles = {"/etc/ssl/certs/ca-certificates.crt",
                                 "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                                 "/etc/pki/tls/certs/ca-bundle.crt",
                                 "/etc/ssl/ca-bundle.pem",
                                 "/etc/ssl/cert.pem",
                                 "/usr/local/share/certs/ca-root-nss.crt"};

bool is_hash_name(std::string_view name) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() >= 10 && name[8] == '.' && std::all_of(name.begin(), name.begin() + 8, is_hex) &&
         to_number<unsigned>(name.substr(9)).has_value();
}

bool is_hashed(const std::string& directory) {
  std::error_code failed;
  std::filesystem::directory_iterator entries(directory, failed);
  while (!failed && entries != std::filesystem::directory_iterator()) {
    if (is_hash_name(entries->path().filename().string())) return true;
    entries.increment(failed);
  }
  return false;
}

bool load_first_bundle(SSL_CTX* context) {
  return std::any_of(kBundles.begin(), kBundles.end(),
                     [&](const char* path) { return SSL_CTX_load_verify_file(context, path) == 1; });
}

/// Certificates that OpenSSL cannot read (there are such in every ROOT store of some age) are left out.
bool load_certificates(SSL_CTX* context, const std::vector<std::string>& certificates) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  bool found = false;
  for (const std::string& der : certificates) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), &X509_free);
    found = (certificate && X509_STORE_add_cert(store, certificate.get()) == 1) || found;
  }
  return found;
}

bool load_from_files(SSL_CTX* context) {
  const auto* hashed = std::find_if(kDirectories.begin(), kDirectories.end(), is_hashed);
  return (hashed != kDirectories.end() && SSL_CTX_load_verify_dir(context, *hashed) == 1) || load_first_bundle(context);
}

}  // namespace

Status load_ca_file(SSL_CTX* context, const std::string& path) {
  if (SSL_CTX_load_verify_file(context, path.c_str()) == 1) return {};
  ERR_clear_error();
  return fail(Reason::config, cat("ca_file ", path, " cannot be read as PEM certificates"));
}

Status load_system_trust(SSL_CTX* context, const platform::EnvironmentReader& environment) {
  const auto file = environment(X509_get_default_cert_file_env());
  const auto directory = environment(X509_get_default_cert_dir_env());
  bool found = false;
  if (file && !file->empty()) found = SSL_CTX_load_verify_file(context, file->c_str()) == 1;
  if (directory && !directory->empty()) found = SSL_CTX_load_verify_dir(context, directory->c_str()) == 1 || found;
  if (!found) {
    // Where there is a store, no folder is looked at: any user can make a \etc\ssl on Windows.
    const auto certificates = platform::system_root_certificates();
    found = certificates ? load_certificates(context, *certificates) : load_from_files(context);
  }
  ERR_clear_error();
  if (found) return {};
  return fail(Reason::config,
              "no certification authorities are installed here; install ca-certificates or set ca_file");
}

}  // namespace ddns::transport
