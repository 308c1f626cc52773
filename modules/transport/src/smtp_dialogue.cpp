#include "smtp_dialogue.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"

namespace ddns::transport {
namespace {

/// RFC 5321 section 4.5.3.1.5 allows 512; real servers write more.
constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostWords = 200;

std::string base64(std::string_view text) { return crypto::to_base64(crypto::as_bytes(text)); }

Reason reason_of(int code) {
  switch (code) {
    case 530:  // authentication required (RFC 4954)
    case 534:
    case 535:
    case 538:
      return Reason::auth;
    case 552:  // over quota
      return Reason::quota;
    default:
      // 4xx: later (RFC 5321 section 4.2.1).
      return code / 100 == 4 ? Reason::unavailable : code / 100 == 5 ? Reason::rejected : Reason::malformed;
  }
}

}  // namespace

std::string dot_stuffed(std::string_view data) {
  std::string out;
  out.reserve(data.size() + data.size() / 64 + 2);
  bool line_begins = true;
  for (const char c : data) {
    if (line_begins && c == '.') out += '.';
    out += c;
    line_begins = c == '\n';
  }
  if (!line_begins) out += "\r\n";
  return out;
}

Result<SmtpReply> SmtpDialogue::read() {
  SmtpReply out;
  while (out.lines.size() < kMostLines) {
    const auto line = connection_->read_line(kLongestLine, guard_);
    if (!line) return fail(line.error());
    const auto code = to_number<int>(std::string_view(*line).substr(0, std::min<std::size_t>(3, line->size())));
    const bool fits =
        code && *code >= 200 && *code < 600 && (line->size() == 3 || (*line)[3] == ' ' || (*line)[3] == '-');
    if (!fits || (out.code != 0 && out.code != *code)) {
      return fail(Reason::malformed, cat(guard_.origin(), ": the answer is not SMTP"));
    }
    out.code = *code;
    out.lines.push_back(line->size() > 4 ? line->substr(4) : std::string());
    if (line->size() == 3 || (*line)[3] == ' ') return out;
  }
  return fail(Reason::malformed, cat(guard_.origin(), ": the answer does not end"));
}

Result<SmtpReply> SmtpDialogue::command(std::string_view line) {
  bool began = false;
  const Secret text(cat(line, "\r\n"));
  if (auto sent = connection_->write(text.reveal(), guard_, began); !sent) return fail(std::move(sent).error());
  return read();
}

tl::unexpected<Error> SmtpDialogue::refused(std::string_view doing, const SmtpReply& reply, bool quote) const {
  Error error{.reason = reason_of(reply.code),
              .message = cat(guard_.origin(), ": the mail server answered ", reply.code, " to ", doing),
              .service_code = std::to_string(reply.code)};
  const auto words = to_valid_utf8(reply.lines.empty() ? std::string() : reply.lines.back());
  if (quote && !words.empty()) error.message += cat(": ", truncate_utf8(words, kMostWords));
  return fail(std::move(error));
}

Status SmtpDialogue::greet() {
  const auto reply = read();
  if (!reply) return fail(reply.error());
  if (reply->code != 220) return refused("our connection", *reply);
  return {};
}

Status SmtpDialogue::hello(const std::string& name) {
  auto reply = command(cat("EHLO ", name));
  if (!reply) return fail(std::move(reply).error());
  if (!reply->positive()) return refused("EHLO", *reply);
  offers_ = std::move(reply->lines);
  return {};
}

bool SmtpDialogue::offers(std::string_view keyword, std::string_view parameter) const {
  return std::any_of(offers_.begin(), offers_.end(), [&](const std::string& line) {
    // "AUTH=PLAIN" is an old spelling of some servers.
    const auto words = split(line, ' ');
    if (words.empty() || !iequals(words.front(), keyword)) return false;
    return parameter.empty() ||
           std::any_of(words.begin() + 1, words.end(), [&](std::string_view word) { return iequals(word, parameter); });
  });
}

Status SmtpDialogue::ask_for_tls() {
  if (!offers("STARTTLS")) {
    return fail(Reason::tls, cat(guard_.origin(),
                                 ": the mail server offers no STARTTLS; set `security` to tls, or to "
                                 "none if it is on this machine"));
  }
  const auto reply = command("STARTTLS");
  if (!reply) return fail(reply.error());
  if (reply->code != 220) return refused("STARTTLS", *reply);
  // What came before the handshake was not the server's to say safely (RFC 3207 section 6).
  if (connection_->has_leftover()) {
    return fail(Reason::tls, cat(guard_.origin(), ": something was slipped in before TLS began"));
  }
  return {};
}

Status SmtpDialogue::log_in() {
  if (server_.user.empty()) return {};
  if (offers("AUTH", "PLAIN")) return log_in_by_plain();
  if (offers("AUTH", "LOGIN")) return log_in_by_login();
  return fail(Reason::auth, cat(guard_.origin(), ": the mail server offers neither AUTH PLAIN nor LOGIN here"));
}

Status SmtpDialogue::log_in_by_plain() {
  const std::string nul(1, '\0');
  const Secret token(base64(Secret(cat(nul, server_.user, nul, server_.password.reveal())).reveal()));
  const auto reply = command(Secret(cat("AUTH PLAIN ", token.reveal())).reveal());
  if (!reply) return fail(reply.error());
  if (!reply->positive()) return refused("our login; check user and password", *reply, false);
  return {};
}

Status SmtpDialogue::log_in_by_login() {
  auto reply = command("AUTH LOGIN");
  for (const std::string_view part : {std::string_view(server_.user), server_.password.reveal()}) {
    if (!reply) return fail(std::move(reply).error());
    if (reply->code != 334) return refused("our login; check user and password", *reply, false);
    reply = command(Secret(base64(part)).reveal());
  }
  if (!reply) return fail(std::move(reply).error());
  if (!reply->positive()) return refused("our login; check user and password", *reply, false);
  return {};
}

/// One good address is enough: the mail must not fail for those who can be reached.
Result<notify::MailReceipt> SmtpDialogue::name_recipients(const std::vector<std::string>& recipients) {
  notify::MailReceipt out;
  std::optional<SmtpReply> refusal;
  bool any = false;
  for (const auto& recipient : recipients) {
    auto reply = command(cat("RCPT TO:<", recipient, '>'));
    if (!reply) return fail(std::move(reply).error());
    any = any || reply->positive();
    if (reply->positive()) continue;
    out.refused.push_back(cat(recipient, " (", reply->code, ")"));
    refusal = *std::move(reply);
  }
  if (any) return out;
  if (refusal) return refused("our recipients", *refusal);
  return fail(Reason::config, cat(guard_.origin(), ": the mail has no recipient"));
}

Result<notify::MailReceipt> SmtpDialogue::send(const notify::Mail& mail, bool& data_sent) {
  auto reply = command(cat("MAIL FROM:<", mail.from, '>'));
  if (!reply) return fail(std::move(reply).error());
  if (!reply->positive()) return refused("our sender", *reply);
  auto receipt = name_recipients(mail.to);
  if (!receipt) return receipt;
  reply = command("DATA");
  if (!reply) return fail(std::move(reply).error());
  if (reply->code != 354) return refused("DATA", *reply);
  if (auto sent = connection_->write(dot_stuffed(mail.data), guard_, data_sent); !sent) {
    return fail(std::move(sent).error());
  }
  // From here on the server may take it although its answer gets lost.
  data_sent = true;
  reply = command(".");
  if (!reply) return fail(std::move(reply).error());
  data_sent = reply->positive();
  if (!reply->positive()) return refused("our mail", *reply);
  return receipt;
}

void SmtpDialogue::quit() {
  bool began = false;
  // The mail is taken: nobody waits for the answer.
  (void)connection_->write("QUIT\r\n", guard_, began);
}

}  // namespace ddns::transport
