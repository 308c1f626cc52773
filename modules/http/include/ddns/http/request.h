#pragma once

#include <optional>
#include <string>

#include "ddns/http/headers.h"
#include "ddns/http/url.h"

namespace ddns::http {

/// An outgoing request as a value. The URL may hold secrets in its query (some services want that), so nothing but the
/// transport and signers may print more of it than scheme and host.
struct Request {
  std::string method = "GET";
  Url url;
  Headers headers = {};  ///< Host, Content-Length, Connection and User-Agent are the transport's to set
  std::string body = {};
  /// Whether the call may change something at the other end; it decides the effect of a failure and nothing else.
  /// Absent: as HTTP has it. Services that write by GET or read by POST say so here.
  std::optional<bool> writes = {};

  /// `writes`, else true for every method but GET, HEAD and OPTIONS (RFC 9110 section 9.2.1).
  [[nodiscard]] bool may_write() const noexcept {
    return writes.value_or(method != "GET" && method != "HEAD" && method != "OPTIONS");
  }

  friend bool operator==(const Request&, const Request&) = default;
};

/// A complete answer: the transport delivers it only when the body ended in order. At most HttpOptions::max_body bytes.
struct Response {
  int status = 0;
  Headers headers = {};
  std::string body = {};

  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
};

}  // namespace ddns::http
