#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/notify/mailer.h"
#include "http_connection.h"
#include "http_guard.h"

namespace ddns::transport {

/// A server's answer: the lines of one reply (RFC 5321 section 4.2).
struct SmtpReply {
  int code = 0;
  std::vector<std::string> lines;  ///< without the code

  [[nodiscard]] bool positive() const noexcept { return code / 100 == 2; }
};

/// The client's side of SMTP on one connection. For one mail; after an error the connection must not be used again.
class SmtpDialogue {
 public:
  SmtpDialogue(std::unique_ptr<HttpConnection> connection, const notify::MailServer& server, const Guard& guard)
      : connection_(std::move(connection)), server_(server), guard_(guard) {}

  /// The server speaks first.
  [[nodiscard]] Status greet();
  /// EHLO: what the server can do is known afterwards.
  [[nodiscard]] Status hello(const std::string& name);
  /// STARTTLS up to the point where the handshake begins. Errors: tls when it is not offered.
  [[nodiscard]] Status ask_for_tls();
  /// Errors: auth.
  [[nodiscard]] Status log_in();
  /// `data_sent` is set as soon as the mail may have been taken. One good receiver is enough; the receipt names those
  /// that were refused.
  [[nodiscard]] Result<notify::MailReceipt> send(const notify::Mail& mail, bool& data_sent);
  /// Polite; failures do not matter any more.
  void quit();

  [[nodiscard]] HttpConnection& connection() noexcept { return *connection_; }
  void replace(std::unique_ptr<HttpConnection> connection) { connection_ = std::move(connection); }

 private:
  [[nodiscard]] Result<SmtpReply> read();
  [[nodiscard]] Result<SmtpReply> command(std::string_view line);
  /// An answer of another class than wanted, as an Error. Words of the server are quoted unless they may hold what we
  /// just sent.
  [[nodiscard]] tl::unexpected<Error> refused(std::string_view doing, const SmtpReply& reply, bool quote = true) const;
  [[nodiscard]] bool offers(std::string_view keyword, std::string_view parameter = {}) const;
  [[nodiscard]] Status log_in_by_plain();
  [[nodiscard]] Status log_in_by_login();
  [[nodiscard]] Result<notify::MailReceipt> name_recipients(const std::vector<std::string>& recipients);

  std::unique_ptr<HttpConnection> connection_;
  const notify::MailServer& server_;
  const Guard& guard_;
  std::vector<std::string> offers_;
};

/// RFC 5321 section 4.5.2: a dot at the beginning of a line is doubled; the text ends with a line end.
[[nodiscard]] std::string dot_stuffed(std::string_view data);

}  // namespace ddns::transport
