#pragma once

#include <cstdint>
#include <span>

#include "ddns/core/result.h"
#include "ddns/dns/message.h"
#include "ddns/dns/name.h"

namespace ddns::dns {

/// Reads a DNS message front to back; every step checks the end. Compression pointers are followed in the whole
/// message.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> wire) : wire_(wire) {}

  [[nodiscard]] std::size_t at() const noexcept { return at_; }
  [[nodiscard]] bool done() const noexcept { return at_ == wire_.size(); }

  [[nodiscard]] Result<std::uint16_t> u16();
  [[nodiscard]] Result<std::uint32_t> u32();
  [[nodiscard]] Result<std::span<const std::uint8_t>> octets(std::size_t count);
  [[nodiscard]] Result<Name> name();

 private:
  std::span<const std::uint8_t> wire_;
  std::size_t at_ = 0;
};

/// decode() with the place of the last record, which TSIG verification cuts off. 0 when there is no record.
struct Decoded {
  Message message;
  std::size_t last_record = 0;
};
[[nodiscard]] Result<Decoded> decode_with_offsets(std::span<const std::uint8_t> wire);

}  // namespace ddns::dns
