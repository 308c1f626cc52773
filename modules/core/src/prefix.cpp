#include <algorithm>

#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"

namespace ddns {
namespace {

unsigned width_of(const IpAddress& address) noexcept { return address.is_v4() ? 32U : 128U; }

/// The bits of byte `index` that belong to a network of `length` bits.
std::uint8_t mask_at(std::size_t index, unsigned length) noexcept {
  const auto first_bit = static_cast<unsigned>(index) * 8U;
  if (length >= first_bit + 8U) return 0xFF;
  if (length <= first_bit) return 0;
  return static_cast<std::uint8_t>(0xFF00U >> (length - first_bit));
}

}  // namespace

Result<Prefix> Prefix::make(const IpAddress& address, unsigned length) {
  if (length > width_of(address)) {
    return fail(Reason::malformed, cat("a prefix of ", ddns::to_string(address.family()), " has at most ",
                                       width_of(address), " bits, not ", length));
  }
  IpAddress::Bytes bytes{};
  const auto from = address.bytes();
  for (std::size_t i = 0; i < from.size(); ++i) bytes.at(i) = static_cast<std::uint8_t>(from[i] & mask_at(i, length));
  auto cleared = IpAddress::from_bytes(std::span<const std::uint8_t>(bytes).first(from.size()));
  if (!cleared) return fail(std::move(cleared).error());
  Prefix prefix;
  prefix.address_ = *cleared;
  prefix.length_ = length;
  return prefix;
}

Result<Prefix> Prefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return fail(address.error());
  if (slash == std::string_view::npos) return make(*address, width_of(*address));
  const std::string_view digits = text.substr(slash + 1);
  const auto length = to_number<unsigned>(digits);
  if (!length || (digits.size() > 1 && digits.front() == '0')) {
    return fail(Reason::malformed,
                cat("`", to_valid_utf8(truncate_utf8(text, 64)), "` has no prefix length after the slash"));
  }
  auto prefix = make(*address, *length);
  if (prefix && prefix->address() != *address) {
    return fail(Reason::malformed,
                cat("`", text, "` has bits set behind the prefix; the network is ", prefix->to_string()));
  }
  return prefix;
}

bool Prefix::contains(const IpAddress& address) const noexcept {
  if (address.family() != address_.family()) return false;
  const auto mine = address_.bytes();
  const auto other = address.bytes();
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if ((other[i] & mask_at(i, length_)) != mine[i]) return false;
  }
  return true;
}

std::string Prefix::to_string() const { return cat(address_.to_string(), "/", length_); }

}  // namespace ddns
