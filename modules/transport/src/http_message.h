#pragma once

#include <string>

#include "ddns/http/request.h"
#include "http_connection.h"

namespace ddns::transport {

/// Refuses what cannot be put on the wire as it stands: what http::check_request() refuses, blanks in the target,
/// fields that are the transport's to set. Errors: Reason::config naming the header, never its value.
[[nodiscard]] Status check_request(const http::Request& request);

/// Request line, fields and body. `target` is what stands in the request line.
[[nodiscard]] std::string render_request(const http::Request& request, const std::string& target,
                                         const std::string& user_agent);

struct Answer {
  http::Response response;
  bool reusable = false;  ///< the connection may carry another request
};

/// Reads one whole answer to a request with this method (RFC 9112 sections 6 and 7). Interim answers (1xx) are passed
/// over. Errors: malformed for anything that is not complete, well-formed and at most `max_body` bytes long.
[[nodiscard]] Result<Answer> read_answer(HttpConnection& connection, const std::string& method, std::size_t max_body,
                                         const Guard& guard);

/// Reads status line and fields only, of the answer to CONNECT: a tunnel begins after it. Returns the status.
[[nodiscard]] Result<int> read_tunnel_answer(HttpConnection& connection, const Guard& guard);

}  // namespace ddns::transport
