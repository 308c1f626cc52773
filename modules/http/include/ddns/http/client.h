#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/deadline.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"

namespace ddns::http {

/// How connections are made: fixed for the life of a client.
struct HttpOptions {
  std::optional<Family> family = {};  ///< only connect over this family; absent = either, IPv6 first
  std::string bind = {};              ///< interface name or source address; empty = the system's choice
  std::string proxy = {};             ///< "http://host:port"; empty = direct
  std::string ca_file = {};           ///< PEM bundle trusted beside the system's authorities; empty = only those
  std::size_t max_body = std::size_t{8} << 20U;  ///< a longer body is Reason::malformed, kBodyTooLong
  bool follow_redirects = false;                 ///< only same-origin, at most 3
  std::chrono::milliseconds connect_timeout{5000};

  friend bool operator==(const HttpOptions&, const HttpOptions&) = default;
};

/// Error::service_code of the malformed that a body beyond HttpOptions::max_body is: who asked for it may ask for less
/// at a time.
inline constexpr std::string_view kBodyTooLong = "body_too_long";

/// What may end a call early.
struct CallLimits {
  Deadline deadline;
  std::stop_token stop;  ///< noticed within 250 ms
};

/// The port by which requests leave. One client serves one job: it may keep idle connections for the length of that
/// job and drops them in its destructor. send() may be called from several threads at once; each call uses its own
/// connection. It never retries: a connection that broke after the request began to leave is Effect::unknown for
/// requests that may write, and Effect::none when nothing was sent. Any complete answer, whatever its status,
/// is a Response and no Error.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  [[nodiscard]] virtual Result<Response> send(const Request& request, const CallLimits& limits) = 0;
};

/// Makes clients; safe to call from several threads. Errors: Reason::config for options that cannot work (an unreadable
/// ca_file, a bad proxy).
class HttpClientFactory {
 public:
  virtual ~HttpClientFactory() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<HttpClient>> open(const HttpOptions& options) = 0;
  /// Forget cached resolver answers and TLS sessions: called when an address or route changed.
  virtual void network_changed() noexcept {}
};

}  // namespace ddns::http
