#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/core/result.h"

namespace ddns {

/// An absolute domain name in lower case without the trailing dot; the root is the empty text. Only host-name labels
/// (letters, digits, underscore, and hyphens inside) and a leading `*` are taken, 63 octets a label and 253 in all
/// (RFC 1035 section 2.3.4, RFC 1123 section 2.1, RFC 4592). Value type, ordered by text.
class DomainName {
 public:
  DomainName() = default;  ///< the root

  /// Lower-cases, drops one trailing dot ("." is the root; an empty text is an error, so that a forgotten value is not
  /// taken for the root). Errors: Reason::malformed with the offending label.
  [[nodiscard]] static Result<DomainName> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::string with_dot() const { return text_ + '.'; }
  [[nodiscard]] bool is_root() const noexcept { return text_.empty(); }
  [[nodiscard]] std::vector<std::string_view> labels() const;

  /// One label shorter; nullopt at the root.
  [[nodiscard]] std::optional<DomainName> parent() const;

  /// True when equal to `zone` or below it.
  [[nodiscard]] bool is_within(const DomainName& zone) const noexcept;

  /// The part left of `zone`: "" at the apex, "www" for www.example.com in example.com. Precondition: is_within(zone).
  [[nodiscard]] std::string relative_to(const DomainName& zone) const;

  friend auto operator<=>(const DomainName&, const DomainName&) = default;

 private:
  explicit DomainName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace ddns
