#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/clock.h"

namespace ddns::notify {

struct MailParts {
  std::string from;             ///< an address, or "Name <address>"
  std::vector<std::string> to;  ///< likewise
  std::string subject;
  std::string text;
  std::string id;  ///< left part of the Message-ID; letters and digits
  bool urgent = false;
};

/// A mail as RFC 5322 wants it: UTF-8 subject as encoded words (RFC 2047), the text in base64 (RFC 2045), so that no
/// line is too long and no server may touch it. Header values lose line ends: nothing can add a field.
[[nodiscard]] std::string compose_mail(const MailParts& parts, WallTime date);

/// The address in "Name <address>" or of itself; empty when there is none.
[[nodiscard]] std::string address_of(std::string_view mailbox);

}  // namespace ddns::notify
