#include "tls.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/X509Certificate.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <fstream>

#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"
#include "ddns/platform/environment.h"
#include "ddns/platform/paths.h"
#include "http_connection.h"
#include "system_trust.h"

namespace ddns::transport {
namespace {

using Poco::Net::Context;
using Poco::Net::SecureStreamSocket;
using Poco::Net::Socket;

/// Why the chain was refused in the handshake that this thread is doing. Poco's own callback tells it to a process-wide
/// singleton, where another thread's handshake may be.
thread_local int last_verify_error = X509_V_OK;

int note_verify_error(int ok, X509_STORE_CTX* store) {
  if (ok == 0) last_verify_error = X509_STORE_CTX_get_error(store);
  return ok;
}

std::string_view verify_hint(int code) {
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "; for a private service set ca_file to its authority";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "; if the certificate is right, this machine's clock is not";
    default:
      return "";
  }
}

Error refused(const Guard& guard) {
  return {.reason = Reason::tls,
          .message = cat(guard.origin(), ": its certificate was refused: ",
                         X509_verify_cert_error_string(last_verify_error), verify_hint(last_verify_error))};
}

Status check_name(const SecureStreamSocket& socket, const std::string& host, const Guard& guard) {
  const auto certificate = socket.peerCertificate();
  auto* x509 = const_cast<X509*>(certificate.certificate());
  const bool fits = IpAddress::parse(host) ? X509_check_ip_asc(x509, host.c_str(), 0) == 1
                                           : X509_check_host(x509, host.c_str(), host.size(), 0, nullptr) == 1;
  if (fits) return {};
  return fail(Reason::tls, cat(guard.origin(), ": its certificate is for another name"));
}

Context::Ptr make_context() {
  Context::Params params;
  params.verificationMode = Context::VERIFY_STRICT;
  params.loadDefaultCAs = false;
  params.cipherList = "DEFAULT:!aNULL:!eNULL";
  Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
  // Poco asks for this option; with it a cut connection would look like the end of an answer.
  SSL_CTX_clear_options(context->sslContext(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_min_proto_version(context->sslContext(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context->sslContext(), Context::VERIFY_STRICT, &note_verify_error);
  return context;
}

/// True when done, false to be called again when the socket is ready.
Result<bool> handshake_step(SecureStreamSocket& socket, const Guard& guard) {
  const int code = socket.completeHandshake();
  if (code == 1) return true;
  if (code == 0) {
    return fail(Reason::tls, cat(guard.origin(), ": the peer closed the connection during the TLS handshake"));
  }
  const int mode = code == SecureStreamSocket::ERR_SSL_WANT_WRITE ? Socket::SELECT_WRITE : Socket::SELECT_READ;
  if (auto ready = wait_ready(socket, mode, Stage::tls, guard); !ready) return fail(std::move(ready).error());
  return false;
}

}  // namespace

Result<Context::Ptr> TlsContexts::get(const std::string& ca_file) {
  const std::lock_guard lock(mutex_);
  if (const auto found = contexts_.find(ca_file); found != contexts_.end()) return found->second;
  auto context = make_context();
  auto loaded = load_system_trust(context->sslContext(), platform::environment);
  // With an authority of one's own a machine may do without those of the world.
  if (!ca_file.empty()) loaded = load_ca_file(context->sslContext(), ca_file);
  if (!loaded) return fail(loaded.error());
  contexts_.emplace(ca_file, context);
  return context;
}

void TlsContexts::forget() {
  const std::lock_guard lock(mutex_);
  contexts_.clear();
}

Status check_ca_file(const std::string& path) {
  std::ifstream file(platform::from_utf8(path));
  std::string line;
  while (std::getline(file, line)) {
    if (line.find("BEGIN") != std::string::npos && line.find("CERTIFICATE-----") != std::string::npos) return {};
  }
  return fail(Reason::config, cat("ca_file ", path, " cannot be read, or holds no PEM certificate"));
}

Result<Poco::Net::StreamSocket> start_tls(const Poco::Net::StreamSocket& socket, const Context::Ptr& context,
                                          const std::string& host, const Guard& guard) {
  last_verify_error = X509_V_OK;
  ERR_clear_error();
  try {
    // No server name for an address (RFC 6066 section 3). Poco takes the peer's address then, and asks nobody.
    const std::string server_name = IpAddress::parse(host) ? std::string() : host;
    auto secure = SecureStreamSocket::attach(socket, server_name, context);
    Result<bool> done = false;
    while (done && !*done) done = handshake_step(secure, guard);
    if (!done) return fail(done.error());
    if (auto fits = check_name(secure, host, guard); !fits) return fail(std::move(fits).error());
    return Poco::Net::StreamSocket(secure);
  } catch (const Poco::Exception& failure) {
    if (last_verify_error != X509_V_OK) return fail(refused(guard));
    return fail(map_failure(failure, Stage::tls, guard.origin()));
  }
}

}  // namespace ddns::transport
