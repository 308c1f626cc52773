#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/client.h"

namespace ddns::notify {

enum class MailSecurity : std::uint8_t {
  starttls,  ///< plain at first, then TLS or nothing (RFC 3207)
  tls,       ///< TLS from the first byte (RFC 8314)
  none
};

/// The server that takes mail from us.
struct MailServer {
  std::string host;  ///< name or address
  std::uint16_t port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string user = {};  ///< empty = no authentication
  Secret password = {};
  std::string ca_file = {};  ///< PEM, trusted beside the system's; empty = only those
  std::string bind = {};     ///< interface or address; empty = the system's choice
  std::string hello = {};    ///< our name in EHLO; empty = the address literal of our end
};

/// A mail, complete: envelope and RFC 5322 text with CRLF line ends.
struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string data;
};

struct Posting {
  MailServer server;
  Mail mail;
};

/// Of a mail that was taken.
struct MailReceipt {
  std::vector<std::string> refused;  ///< receivers that the server does not deliver to, each with its answer's code
};

/// The port by which mail leaves. One call = one connection. Errors: config (unreadable ca_file), auth (credentials
/// refused, or asked for), tls, connect, timeout, cancelled, rejected (the server refuses sender, recipient or text
/// for good, RFC 5321 5xx; a mail that one receiver of several gets is sent), unavailable (4xx: later), malformed.
/// Effect::unknown when the connection broke after the text was sent. Safe to call from several threads.
class Mailer {
 public:
  virtual ~Mailer() = default;
  [[nodiscard]] virtual Result<MailReceipt> send(const Posting& posting, const http::CallLimits& limits) = 0;
};

}  // namespace ddns::notify
