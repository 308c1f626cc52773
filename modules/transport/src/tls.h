#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <map>
#include <mutex>
#include <string>

#include "ddns/core/result.h"
#include "http_guard.h"

namespace ddns::transport {

/// One TLS context per trust source, made when first needed. Thread-safe.
class TlsContexts {
 public:
  /// The system's trust, and that of `ca_file` beside it when there is one. Errors: Reason::config.
  [[nodiscard]] Result<Poco::Net::Context::Ptr> get(const std::string& ca_file);
  /// Files and stores are read again when next needed.
  void forget();

 private:
  std::mutex mutex_;
  std::map<std::string, Poco::Net::Context::Ptr> contexts_;
};

/// Checks that a PEM file holds at least one certificate, without a context. Errors: Reason::config.
[[nodiscard]] Status check_ca_file(const std::string& path);

/// Shakes hands over a connected, non-blocking socket and verifies chain and name: `host` is a name or an address, as
/// in the URL. Errors: tls, timeout, cancelled, connect.
[[nodiscard]] Result<Poco::Net::StreamSocket> start_tls(const Poco::Net::StreamSocket& socket,
                                                        const Poco::Net::Context::Ptr& context, const std::string& host,
                                                        const Guard& guard);
}  // namespace ddns::transport
