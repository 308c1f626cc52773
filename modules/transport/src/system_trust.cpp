#include "system_trust.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "ddns/core/text.h"

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

bool load_windows_store([[maybe_unused]] SSL_CTX* context) {
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
  return SSL_CTX_load_verify_store(context, "org.openssl.winstore://") == 1;
#else
  return false;
#endif
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
    const auto* hashed = std::find_if(kDirectories.begin(), kDirectories.end(), is_hashed);
    found = hashed != kDirectories.end() && SSL_CTX_load_verify_dir(context, *hashed) == 1;
  }
  found = found || load_first_bundle(context) || load_windows_store(context);
  ERR_clear_error();
  if (found) return {};
  return fail(Reason::config,
              "no certification authorities are installed here; install ca-certificates or set ca_file");
}

}  // namespace ddns::transport
