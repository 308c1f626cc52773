#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "ddns/core/result.h"
#include "ddns/dns/message.h"

namespace ddns::dns {

/// RFC 8945 section 4.2.
struct TsigRecord {
  Name key;
  Name algorithm;
  std::uint64_t time = 0;  ///< seconds since 1970, 48 bits
  std::uint16_t fudge = 0;
  Bytes mac = {};
  std::uint16_t original_id = 0;
  Rcode error = Rcode::noerror;
  Bytes other = {};
};

struct FoundTsig {
  TsigRecord record;
  std::size_t offset = 0;  ///< where the record begins
};

void append_u16(Bytes& out, std::size_t value);
/// The fields that are digested after the message (section 4.3.2).
void append_variables(Bytes& out, const TsigRecord& record);
/// The whole resource record, uncompressed. Does not touch the section count.
void append_record(Bytes& out, const TsigRecord& record);

/// The TSIG record of a message; nullopt when it has none. Errors: Reason::malformed, also for one that is not the last
/// record (section 5.1).
[[nodiscard]] Result<std::optional<FoundTsig>> find_tsig(std::span<const std::uint8_t> message);

}  // namespace ddns::dns
