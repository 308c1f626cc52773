#include "ddns/dns/name.h"

#include <algorithm>
#include <string_view>

#include "ddns/core/text.h"

namespace ddns::dns {
namespace {

constexpr std::size_t max_wire = 255;
constexpr std::size_t max_label = 63;

std::uint8_t lower(std::uint8_t octet) { return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet; }

void append_escaped(std::string& out, std::uint8_t octet) {
  constexpr std::string_view special = ".\\\"();@$";
  const char character = static_cast<char>(octet);
  if (special.find(character) != std::string_view::npos) {
    out += '\\';
    out += character;
  } else if (octet > 0x20 && octet < 0x7f) {
    out += character;
  } else {
    out += '\\';
    out += static_cast<char>('0' + octet / 100);
    out += static_cast<char>('0' + octet / 10 % 10);
    out += static_cast<char>('0' + octet % 10);
  }
}

}  // namespace

Name::Name(const DomainName& name) {
  wire_.clear();
  for (const std::string_view label : name.labels()) {
    wire_.push_back(static_cast<std::uint8_t>(label.size()));
    wire_.insert(wire_.end(), label.begin(), label.end());
  }
  wire_.push_back(0);
}

Result<Name> Name::from_wire(std::span<const std::uint8_t> wire) {
  if (wire.size() > max_wire) return fail(Reason::malformed, "a DNS name is longer than 255 octets");
  std::size_t at = 0;
  while (at < wire.size() && wire[at] != 0) {
    if (wire[at] > max_label) return fail(Reason::malformed, "a DNS label is longer than 63 octets");
    at += 1U + wire[at];
  }
  if (at + 1 != wire.size()) return fail(Reason::malformed, "a DNS name does not end where it should");
  Bytes folded(wire.size());
  // Length octets are at most 63 and so below 'A': folding the whole form leaves them alone.
  std::ranges::transform(wire, folded.begin(), lower);
  return Name(std::move(folded));
}

Result<DomainName> Name::host() const {
  std::string text;
  for (std::size_t at = 0; wire_[at] != 0; at += 1U + wire_[at]) {
    if (at != 0) text += '.';
    for (std::size_t i = 1; i <= wire_[at]; ++i) {
      if (wire_[at + i] == '.') return fail(Reason::malformed, cat("`", to_string(), "` is not a host name"));
      text += static_cast<char>(wire_[at + i]);
    }
  }
  if (text.empty()) return DomainName{};
  return DomainName::parse(text);
}

std::string Name::to_string() const {
  if (is_root()) return ".";
  std::string text;
  for (std::size_t at = 0; wire_[at] != 0; at += 1U + wire_[at]) {
    for (std::size_t i = 1; i <= wire_[at]; ++i) append_escaped(text, wire_[at + i]);
    text += '.';
  }
  return text;
}

}  // namespace ddns::dns
