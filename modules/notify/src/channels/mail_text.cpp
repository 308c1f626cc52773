#include "mail_text.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/http_date.h"

namespace ddns::notify {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

/// RFC 2047 section 2: a line with an encoded word has at most 76 characters, which 39 bytes in base64 with frame and
/// header name keep; section 5: no character is split between two words.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kMost = 39;
  std::string out;
  while (!text.empty()) {
    auto part = truncate_utf8(text, kMost);
    if (part.empty()) part = text.substr(0, 1);
    if (!out.empty()) out += "\r\n ";
    out += cat("=?UTF-8?B?", crypto::to_base64(crypto::as_bytes(part)), "?=");
    text.remove_prefix(part.size());
  }
  return out;
}

/// RFC 5322 section 2.1.1: no line beyond 998 bytes; a short plain subject stays readable.
std::string header_text(std::string_view text) {
  const auto line = one_line(to_valid_utf8(text));
  constexpr std::size_t kMostPlain = 200;
  return is_plain(line) && line.size() <= kMostPlain && line.find("=?") == std::string::npos ? line
                                                                                             : encoded_words(line);
}

/// What somebody put into quotes already, out of them.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

/// A display name is a phrase: what is more than letters, digits and a few signs needs quotes (RFC 5322 section 3.2).
std::string phrase(std::string_view text) {
  const auto name = unquoted(text);
  auto shown = header_text(name);
  if (shown != name || name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos) return shown;
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Name and address apart, for only the name may be encoded.
std::string mailbox(std::string_view text) {
  const auto line = one_line(text);
  const auto bracket = line.rfind('<');
  if (bracket == std::string::npos) return address_of(line);
  const auto name = trim(std::string_view(line).substr(0, bracket));
  const auto address = cat('<', address_of(line), '>');
  return name.empty() ? address : cat(phrase(name), ' ', address);
}

std::string mailboxes(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  out.reserve(texts.size());
  for (const auto& text : texts) out.push_back(mailbox(text));
  return join(out, ",\r\n ");
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t kLine = 76;
  const auto all = crypto::to_base64(crypto::as_bytes(text));
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += kLine) out += cat(std::string_view(all).substr(at, kLine), "\r\n");
  return out;
}

}  // namespace

std::string address_of(std::string_view text) {
  const auto open = text.rfind('<');
  const auto close = text.rfind('>');
  const bool bracketed = open != std::string_view::npos && close != std::string_view::npos && open < close;
  const auto address = trim(bracketed ? text.substr(open + 1, close - open - 1) : text);
  const auto at = address.rfind('@');
  const bool fits = at != std::string_view::npos && at > 0 && at + 1 < address.size() && is_plain(address) &&
                    address.find_first_of(" <>,;\"\\()") == std::string_view::npos;
  return fits ? std::string(address) : std::string();
}

std::string compose_mail(const MailParts& parts, WallTime date) {
  auto date_text = http::format_http_date(date);
  // RFC 5322 section 3.3 wants a numeric zone; everything else is as in HTTP.
  date_text.replace(date_text.size() - 3, 3, "+0000");
  const auto from = address_of(parts.from);
  const auto domain = from.substr(from.rfind('@') + 1);
  auto out = cat("Date: ", date_text, "\r\nFrom: ", mailbox(parts.from), "\r\nTo: ", mailboxes(parts.to),
                 "\r\nMessage-ID: <", parts.id, '@', domain, ">\r\nSubject: ", header_text(parts.subject), "\r\n");
  // RFC 3834: no vacation reply to a machine.
  out += "Auto-Submitted: auto-generated\r\n";
  if (parts.urgent) out += "X-Priority: 1\r\nImportance: high\r\n";
  out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const auto text = replace_all(replace_all(to_valid_utf8(parts.text), "\r\n", "\n"), "\n", "\r\n");
  return out + base64_lines(text);
}

}  // namespace ddns::notify
