#include "ddns/core/domain_name.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;

std::string quoted(std::string_view text) { return cat("`", to_valid_utf8(truncate_utf8(text, 80)), "`"); }

bool is_label_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Empty when the label is good, else what is wrong with it.
std::string fault_of(std::string_view label, bool first) {
  if (label.empty()) return "an empty label (two dots in a row, or a leading dot)";
  if (label == "*") return first ? "" : "`*`, which may only stand at the left end";
  if (label.size() > kMaxLabel) return cat("the label ", quoted(label), " of more than 63 characters");
  if (label.front() == '-' || label.back() == '-') return cat("the label ", quoted(label), " with a hyphen at its end");
  if (std::all_of(label.begin(), label.end(), is_label_character)) return {};
  const bool ascii =
      std::all_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return cat("the label ", quoted(label), "; write international names in their ASCII form (xn--…)");
  return cat("the label ", quoted(label), "; letters, digits, `-` and `_` are allowed");
}

}  // namespace

Result<DomainName> DomainName::parse(std::string_view text) {
  if (text.empty()) return fail(Reason::malformed, "a domain name is empty");
  std::string name = to_lower(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
  if (name.empty()) return DomainName();
  bool first = true;
  for (const auto label : split(name, '.')) {
    const std::string fault = fault_of(label, first);
    if (!fault.empty()) return fail(Reason::malformed, cat("the domain name ", quoted(text), " has ", fault));
    first = false;
  }
  if (name.size() > kMaxName) {
    return fail(Reason::malformed, cat("the domain name ", quoted(text), "… has more than 253 characters"));
  }
  return DomainName(std::move(name));
}

std::vector<std::string_view> DomainName::labels() const {
  if (is_root()) return {};
  return split(text_, '.');
}

std::optional<DomainName> DomainName::parent() const {
  if (is_root()) return std::nullopt;
  const auto dot = text_.find('.');
  return dot == std::string::npos ? DomainName() : DomainName(text_.substr(dot + 1));
}

bool DomainName::is_within(const DomainName& zone) const noexcept {
  if (zone.is_root()) return true;
  if (!std::string_view(text_).ends_with(zone.text_)) return false;
  return text_.size() == zone.text_.size() || text_[text_.size() - zone.text_.size() - 1] == '.';
}

std::string DomainName::relative_to(const DomainName& zone) const {
  if (zone.is_root() || !is_within(zone)) return text_;
  if (text_.size() == zone.text_.size()) return {};
  return text_.substr(0, text_.size() - zone.text_.size() - 1);
}

}  // namespace ddns
