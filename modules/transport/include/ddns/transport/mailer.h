#pragma once

#include <memory>

#include "ddns/core/clock.h"
#include "ddns/notify/mailer.h"
#include "ddns/transport/http_client.h"

namespace ddns::transport {

/// SMTP (RFC 5321) over Poco's sockets and TLS: EHLO, STARTTLS (RFC 3207) or TLS at once (RFC 8314), AUTH PLAIN or
/// LOGIN (RFC 4954), one mail, QUIT. Chain and host name are always verified. Names are resolved, addresses tried and
/// every wait cut short as in PocoHttpClientFactory. Poco's own SMTP session is not used: it has no deadline, cannot be
/// stopped, and takes what was sent before STARTTLS for part of what comes after it.
class PocoMailer final : public notify::Mailer {
 public:
  /// `clock` outlives this.
  explicit PocoMailer(const Clock& clock, NameLookup lookup = system_lookup);
  ~PocoMailer() override;

  [[nodiscard]] Result<notify::MailReceipt> send(const notify::Posting& posting,
                                                 const http::CallLimits& limits) override;
  /// As PocoHttpClientFactory::forget_trust().
  void forget_trust();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::transport
