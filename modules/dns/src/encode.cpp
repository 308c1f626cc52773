#include <map>

#include "ddns/core/text.h"
#include "ddns/dns/message.h"

namespace ddns::dns {
namespace {

class Writer {
 public:
  void u16(std::size_t value) {
    out_.push_back(static_cast<std::uint8_t>(value >> 8U));
    out_.push_back(static_cast<std::uint8_t>(value));
  }
  void u32(std::uint32_t value) {
    u16(value >> 16U);
    u16(value & 0xffffU);
  }
  void octets(std::span<const std::uint8_t> part) { out_.insert(out_.end(), part.begin(), part.end()); }

  /// The longest ending that was written before becomes a pointer; new endings are remembered for later.
  void name(const Name& name) {
    const Bytes& wire = name.wire();
    for (std::size_t at = 0; wire[at] != 0; at += 1U + wire[at]) {
      const Bytes ending(wire.begin() + static_cast<std::ptrdiff_t>(at), wire.end());
      if (const auto known = places_.find(ending); known != places_.end()) {
        u16(0xc000U | known->second);
        return;
      }
      if (out_.size() < 0x4000) places_.emplace(ending, out_.size());
      octets(std::span(wire).subspan(at, 1U + wire[at]));
    }
    out_.push_back(0);
  }

  void data(const Rdata& data) {
    const std::size_t start = out_.size();
    u16(0);
    if (const auto* address = std::get_if<IpAddress>(&data)) octets(address->bytes());
    if (const auto* target = std::get_if<Name>(&data)) name(*target);
    if (const auto* raw = std::get_if<Bytes>(&data)) octets(*raw);
    if (const auto* soa = std::get_if<Soa>(&data)) {
      name(soa->mname);
      name(soa->rname);
      for (const std::uint32_t number : {soa->serial, soa->refresh, soa->retry, soa->expire, soa->minimum}) u32(number);
    }
    const std::size_t size = out_.size() - start - 2;
    out_[start] = static_cast<std::uint8_t>(size >> 8U);
    out_[start + 1] = static_cast<std::uint8_t>(size);
  }

  void record(const ResourceRecord& record) {
    name(record.name);
    u16(static_cast<std::uint16_t>(record.type));
    u16(static_cast<std::uint16_t>(record.klass));
    u32(record.ttl);
    data(record.data);
  }

  [[nodiscard]] Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
  std::map<Bytes, std::size_t> places_;
};

std::uint16_t flags_of(const Header& header) {
  unsigned flags = (static_cast<unsigned>(header.opcode) & 0xfU) << 11U | (static_cast<unsigned>(header.rcode) & 0xfU);
  if (header.response) flags |= 0x8000U;
  if (header.authoritative) flags |= 0x0400U;
  if (header.truncated) flags |= 0x0200U;
  if (header.recursion_desired) flags |= 0x0100U;
  if (header.recursion_available) flags |= 0x0080U;
  return static_cast<std::uint16_t>(flags);
}

}  // namespace

Result<Bytes> encode(const Message& message) {
  Writer writer;
  writer.u16(message.header.id);
  writer.u16(flags_of(message.header));
  writer.u16(message.questions.size());
  for (const auto* section : {&message.answers, &message.authorities, &message.additionals})
    writer.u16(section->size());
  for (const Question& question : message.questions) {
    writer.name(question.name);
    writer.u16(static_cast<std::uint16_t>(question.type));
    writer.u16(static_cast<std::uint16_t>(question.klass));
  }
  for (const auto* section : {&message.answers, &message.authorities, &message.additionals}) {
    for (const ResourceRecord& record : *section) writer.record(record);
  }
  Bytes wire = writer.take();
  // Any count or data size that does not fit 16 bits makes the whole longer than this, too.
  if (wire.size() > 65535)
    return fail(Reason::internal, cat("a DNS message of ", wire.size(), " octets cannot be sent"));
  return wire;
}

Rcode full_rcode(const Message& message) noexcept {
  unsigned code = static_cast<unsigned>(message.header.rcode);
  for (const ResourceRecord& record : message.additionals) {
    if (record.type == Type::opt) code |= record.ttl >> 24U << 4U;
  }
  return static_cast<Rcode>(code);
}

ResourceRecord edns_record(std::uint16_t payload) {
  return {.name = Name(), .type = Type::opt, .klass = static_cast<Class>(payload)};
}

Message make_query(std::uint16_t id, const DomainName& name, Type type, bool recursion_desired, bool edns) {
  Message message;
  message.header.id = id;
  message.header.recursion_desired = recursion_desired;
  message.questions.push_back({Name(name), type, Class::in});
  if (edns) message.additionals.push_back(edns_record());
  return message;
}

}  // namespace ddns::dns
