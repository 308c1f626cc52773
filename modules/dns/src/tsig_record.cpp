#include "tsig_record.h"

#include <algorithm>

#include "reader.h"

namespace ddns::dns {
namespace {

void append(Bytes& out, std::span<const std::uint8_t> part) { out.insert(out.end(), part.begin(), part.end()); }

void append_time(Bytes& out, std::uint64_t time) {
  append_u16(out, time >> 32U & 0xffffU);
  append_u16(out, time >> 16U & 0xffffU);
  append_u16(out, time & 0xffffU);
}

tl::unexpected<Error> ill_formed() { return fail(Reason::malformed, "the TSIG record of a DNS answer is ill-formed"); }

Result<Bytes> read_sized(Reader& reader) {
  const auto size = reader.u16();
  if (!size) return fail(size.error());
  const auto part = reader.octets(*size);
  if (!part) return fail(part.error());
  return Bytes(part->begin(), part->end());
}

Result<TsigRecord> parse_data(std::span<const std::uint8_t> data) {
  Reader reader(data);
  TsigRecord record;
  auto algorithm = reader.name();
  const auto high = algorithm ? reader.u16() : Result<std::uint16_t>(0);
  const auto low = reader.u32();
  const auto fudge = reader.u16();
  if (!algorithm || !high || !low || !fudge) return ill_formed();
  auto mac = read_sized(reader);
  const auto original_id = reader.u16();
  const auto error = reader.u16();
  if (!mac || !original_id || !error) return ill_formed();
  auto other = read_sized(reader);
  if (!other || !reader.done()) return ill_formed();
  record.algorithm = std::move(*algorithm);
  record.time = static_cast<std::uint64_t>(*high) << 32U | *low;
  record.fudge = *fudge;
  record.mac = std::move(*mac);
  record.original_id = *original_id;
  record.error = static_cast<Rcode>(*error);
  record.other = std::move(*other);
  return record;
}

bool is_tsig(const ResourceRecord& record) { return record.type == Type::tsig; }

}  // namespace

void append_u16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}

void append_variables(Bytes& out, const TsigRecord& record) {
  append(out, record.key.wire());
  append_u16(out, static_cast<std::uint16_t>(Class::any));
  append_u16(out, 0);  // the TTL's two halves
  append_u16(out, 0);
  append(out, record.algorithm.wire());
  append_time(out, record.time);
  append_u16(out, record.fudge);
  append_u16(out, static_cast<std::uint16_t>(record.error));
  append_u16(out, record.other.size());
  append(out, record.other);
}

void append_record(Bytes& out, const TsigRecord& record) {
  append(out, record.key.wire());
  append_u16(out, static_cast<std::uint16_t>(Type::tsig));
  append_u16(out, static_cast<std::uint16_t>(Class::any));
  append_u16(out, 0);
  append_u16(out, 0);
  append_u16(out, record.algorithm.wire().size() + 16 + record.mac.size() + record.other.size());
  append(out, record.algorithm.wire());
  append_time(out, record.time);
  append_u16(out, record.fudge);
  append_u16(out, record.mac.size());
  append(out, record.mac);
  append_u16(out, record.original_id);
  append_u16(out, static_cast<std::uint16_t>(record.error));
  append_u16(out, record.other.size());
  append(out, record.other);
}

Result<std::optional<FoundTsig>> find_tsig(std::span<const std::uint8_t> message) {
  auto decoded = decode_with_offsets(message);
  if (!decoded) return fail(decoded.error());
  const Message& parsed = decoded->message;
  const auto& additionals = parsed.additionals;
  const auto count = std::ranges::count_if(parsed.answers, is_tsig) +
                     std::ranges::count_if(parsed.authorities, is_tsig) + std::ranges::count_if(additionals, is_tsig);
  if (count == 0) return std::optional<FoundTsig>();
  if (count != 1 || additionals.empty() || !is_tsig(additionals.back())) return ill_formed();
  const ResourceRecord& last = additionals.back();
  const auto* data = std::get_if<Bytes>(&last.data);
  if (data == nullptr || last.klass != Class::any || last.ttl != 0) return ill_formed();
  auto record = parse_data(*data);
  if (!record) return fail(record.error());
  record->key = last.name;
  return std::optional<FoundTsig>(FoundTsig{std::move(*record), decoded->last_record});
}

}  // namespace ddns::dns
