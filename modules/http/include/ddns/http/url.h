#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/core/result.h"

namespace ddns::http {

/// An absolute http or https URL (RFC 3986), split. User info and fragments are refused by parse(): credentials belong
/// into settings. Characters outside the RFC's grammar must stand percent-encoded.
struct Url {
  std::string scheme = "https";  ///< "http" or "https"
  std::string host = {};         ///< lower-case name, or an address (IPv6 without brackets)
  std::uint16_t port = 443;
  std::string path = "/";  ///< percent-encoded, starts with '/'
  std::string query = {};  ///< percent-encoded, without '?'

  /// Errors: Reason::malformed; the message quotes no more than scheme and host.
  [[nodiscard]] static Result<Url> parse(std::string_view text);

  [[nodiscard]] bool is_default_port() const noexcept { return port == (scheme == "https" ? 443 : 80); }
  /// host[:port] as it stands in the Host header, IPv6 in brackets, default port left out.
  [[nodiscard]] std::string authority() const;
  /// "path?query" for the request line.
  [[nodiscard]] std::string target() const;
  /// The whole URL. Only for the wire, for signatures and for tests: see Request.
  [[nodiscard]] std::string to_string() const;
  /// "https://host:port", fit for messages.
  [[nodiscard]] std::string origin() const { return scheme + "://" + authority(); }

  /// The base URL with `path` (percent-encoded by the caller) appended, one slash between them, and no query:
  /// "https://x/api/" + "v1/y" → "https://x/api/v1/y". An empty `path` leaves the base path as it is.
  [[nodiscard]] Url with_path(std::string_view path) const;
  [[nodiscard]] Url with_query(std::string query_text) const;

  friend bool operator==(const Url&, const Url&) = default;
};

/// RFC 3986 section 2.3: everything but unreserved characters becomes %XX (upper-case hex), '/' included.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Invalid escapes are Reason::malformed. '+' stays '+'.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);

/// Name-value pairs in order, joined to "a=1&b=2" with percent_encode on both sides. Repeated names stay repeated.
class Query {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  Query() = default;
  /// Splits and decodes an encoded query; a part without '=' has an empty value, '+' stays '+'. Errors:
  /// Reason::malformed for an invalid escape (its text is not quoted).
  [[nodiscard]] static Result<Query> parse(std::string_view encoded);

  Query& add(std::string name, std::string value) {
    pairs_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  /// Decoded, in order.
  [[nodiscard]] const Pairs& pairs() const noexcept { return pairs_; }
  /// By encoded name, then encoded value: what request signatures want.
  [[nodiscard]] std::string to_string_sorted() const;
  [[nodiscard]] std::string to_string() const;
  /// application/x-www-form-urlencoded body; like to_string() but a space is '+'.
  [[nodiscard]] std::string to_form() const;

 private:
  Pairs pairs_;
};

}  // namespace ddns::http
