#include "reader.h"

namespace ddns::dns {
namespace {

constexpr std::uint8_t pointer_bits = 0xc0;

tl::unexpected<Error> truncated() { return fail(Reason::malformed, "the DNS message ends too early"); }

}  // namespace

Result<std::uint16_t> Reader::u16() {
  const auto octets = this->octets(2);
  if (!octets) return fail(octets.error());
  return static_cast<std::uint16_t>((*octets)[0] << 8U | (*octets)[1]);
}

Result<std::uint32_t> Reader::u32() {
  const auto octets = this->octets(4);
  if (!octets) return fail(octets.error());
  std::uint32_t value = 0;
  for (const std::uint8_t octet : *octets) value = value << 8U | octet;
  return value;
}

Result<std::span<const std::uint8_t>> Reader::octets(std::size_t count) {
  if (count > wire_.size() - at_) return truncated();
  const auto part = wire_.subspan(at_, count);
  at_ += count;
  return part;
}

Result<Name> Reader::name() {
  Bytes plain;
  std::size_t place = at_;
  // A pointer must lead before the place from where we last jumped (RFC 1035 section 4.1.4: a *prior* occurrence), so
  // the places form a falling sequence and no loop is possible.
  std::size_t barrier = at_;
  bool jumped = false;
  while (true) {
    if (place >= wire_.size()) return truncated();
    const std::uint8_t length = wire_[place];
    if ((length & pointer_bits) == pointer_bits) {
      if (place + 1 >= wire_.size()) return truncated();
      const std::size_t target = static_cast<std::size_t>(length & ~pointer_bits) << 8U | wire_[place + 1];
      if (target >= barrier) return fail(Reason::malformed, "a compression pointer does not lead backwards");
      if (!jumped) at_ = place + 2;
      jumped = true;
      place = barrier = target;
      continue;
    }
    if ((length & pointer_bits) != 0) return fail(Reason::malformed, "a DNS label has an unknown type");
    if (place + 1 + length > wire_.size()) return truncated();
    plain.insert(plain.end(), wire_.begin() + static_cast<std::ptrdiff_t>(place),
                 wire_.begin() + static_cast<std::ptrdiff_t>(place + 1 + length));
    if (plain.size() > 255) return fail(Reason::malformed, "a DNS name is longer than 255 octets");
    place += 1U + length;
    if (length == 0) break;
  }
  if (!jumped) at_ = place;
  return Name::from_wire(plain);
}

}  // namespace ddns::dns
