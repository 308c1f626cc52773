#include "ddns/dns/message.h"
#include "reader.h"

namespace ddns::dns {
namespace {

Result<Rdata> wrong_size(Type type) {
  return fail(Reason::malformed, "the data of a record of type " + to_string(type) + " has a wrong size");
}

Result<Rdata> read_address(Reader& reader, Type type, std::size_t size) {
  if (size != (type == Type::a ? 4U : 16U)) return wrong_size(type);
  const auto octets = reader.octets(size);
  if (!octets) return fail(octets.error());
  auto address = IpAddress::from_bytes(*octets);
  if (!address) return fail(address.error());
  return Rdata(*address);
}

Result<Rdata> read_soa(Reader& reader) {
  Soa soa;
  for (Name* name : {&soa.mname, &soa.rname}) {
    auto read = reader.name();
    if (!read) return fail(read.error());
    *name = std::move(*read);
  }
  for (std::uint32_t* number : {&soa.serial, &soa.refresh, &soa.retry, &soa.expire, &soa.minimum}) {
    const auto read = reader.u32();
    if (!read) return fail(read.error());
    *number = *read;
  }
  return Rdata(std::move(soa));
}

Result<Rdata> read_name(Reader& reader) {
  auto name = reader.name();
  if (!name) return fail(name.error());
  return Rdata(std::move(*name));
}

Result<Rdata> read_octets(Reader& reader, std::size_t size) {
  const auto octets = reader.octets(size);
  if (!octets) return fail(octets.error());
  return Rdata(Bytes(octets->begin(), octets->end()));
}

Result<Rdata> read_data(Reader& reader, const ResourceRecord& record, std::size_t size) {
  if (size == 0) return Rdata();
  // Other classes give the same type numbers another form (Chaosnet's A).
  const bool known = record.klass == Class::in || record.klass == Class::none || record.klass == Class::any;
  if (!known) return read_octets(reader, size);
  switch (record.type) {
    case Type::a:
    case Type::aaaa:
      return read_address(reader, record.type, size);
    case Type::ns:
    case Type::cname:
    case Type::ptr:
      return read_name(reader);
    case Type::soa:
      return read_soa(reader);
    default:
      return read_octets(reader, size);
  }
}

Result<ResourceRecord> read_record(Reader& reader) {
  ResourceRecord record;
  auto name = reader.name();
  if (!name) return fail(name.error());
  record.name = std::move(*name);
  const auto type = reader.u16();
  const auto klass = type ? reader.u16() : type;
  if (!klass) return fail(klass.error());
  const auto ttl = reader.u32();
  if (!ttl) return fail(ttl.error());
  const auto size = reader.u16();
  if (!size) return fail(size.error());
  record.type = static_cast<Type>(*type);
  record.klass = static_cast<Class>(*klass);
  record.ttl = *ttl;
  const std::size_t start = reader.at();
  auto data = read_data(reader, record, *size);
  if (!data) return fail(data.error());
  if (reader.at() - start != *size) return fail(wrong_size(record.type).error());
  record.data = std::move(*data);
  return record;
}

Result<Question> read_question(Reader& reader) {
  auto name = reader.name();
  if (!name) return fail(name.error());
  const auto type = reader.u16();
  const auto klass = type ? reader.u16() : type;
  if (!klass) return fail(klass.error());
  return Question{std::move(*name), static_cast<Type>(*type), static_cast<Class>(*klass)};
}

Header to_header(std::uint16_t id, std::uint16_t flags) {
  return Header{.id = id,
                .opcode = static_cast<Opcode>(flags >> 11U & 0xfU),
                .rcode = static_cast<Rcode>(flags & 0xfU),
                .response = (flags & 0x8000U) != 0,
                .authoritative = (flags & 0x0400U) != 0,
                .truncated = (flags & 0x0200U) != 0,
                .recursion_desired = (flags & 0x0100U) != 0,
                .recursion_available = (flags & 0x0080U) != 0};
}

}  // namespace

Result<Decoded> decode_with_offsets(std::span<const std::uint8_t> wire) {
  Reader reader(wire);
  std::uint16_t words[6] = {};
  for (std::uint16_t& word : words) {
    const auto read = reader.u16();
    if (!read) return fail(read.error());
    word = *read;
  }
  Decoded decoded;
  Message& message = decoded.message;
  message.header = to_header(words[0], words[1]);
  for (unsigned i = 0; i < words[2]; ++i) {
    auto question = read_question(reader);
    if (!question) return fail(question.error());
    message.questions.push_back(std::move(*question));
  }
  std::vector<ResourceRecord>* sections[] = {&message.answers, &message.authorities, &message.additionals};
  for (unsigned section = 0; section < 3; ++section) {
    for (unsigned i = 0; i < words[3 + section]; ++i) {
      decoded.last_record = reader.at();
      auto record = read_record(reader);
      if (!record) return fail(record.error());
      sections[section]->push_back(std::move(*record));
    }
  }
  if (!reader.done()) return fail(Reason::malformed, "octets follow the end of the DNS message");
  return decoded;
}

Result<Message> decode(std::span<const std::uint8_t> wire) {
  auto decoded = decode_with_offsets(wire);
  if (!decoded) return fail(decoded.error());
  return std::move(decoded->message);
}

}  // namespace ddns::dns
