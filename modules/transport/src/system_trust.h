#pragma once

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/platform/environment.h"

namespace ddns::transport {

/// Makes `context` trust what the system trusts: SSL_CERT_FILE and SSL_CERT_DIR when set, else a hashed CA directory
/// (read one certificate at a time when needed), else a bundle (reading one costs 20-33 ms and 1 MB). On Windows the
/// ROOT store stands for directory and bundle. Errors: Reason::config when there is nothing.
[[nodiscard]] Status load_system_trust(SSL_CTX* context, const platform::EnvironmentReader& environment);

/// Makes `context` trust the authorities of a PEM file, too. Errors: Reason::config naming the file.
[[nodiscard]] Status load_ca_file(SSL_CTX* context, const std::string& path);

}  // namespace ddns::transport
