#include <algorithm>

#include "ddns/dns/client.h"

namespace ddns::dns {
namespace {

constexpr std::size_t max_aliases = 16;
constexpr std::uint32_t max_ttl = 2147483647;

/// The records at `owner` with this type, case and order as they came.
std::vector<ResourceRecord> pick(const std::vector<ResourceRecord>& section, const Name& owner, Type type) {
  std::vector<ResourceRecord> picked;
  std::ranges::copy_if(section, std::back_inserter(picked), [&](const ResourceRecord& record) {
    return record.klass == Class::in && record.type == type && record.name == owner;
  });
  return picked;
}

AnswerKind kind_of(const Message& message, const Answer& answer) {
  if (answer.rcode == Rcode::nxdomain) return AnswerKind::nxdomain;
  if (answer.rcode != Rcode::noerror) return AnswerKind::failure;
  if (!answer.records.empty()) return AnswerKind::data;
  const auto has = [&](Type type) {
    return std::ranges::any_of(message.authorities, [&](const ResourceRecord& record) { return record.type == type; });
  };
  // RFC 2308 section 2.2: NS records without SOA in an answer that is not authoritative lead somewhere else.
  const bool elsewhere = !answer.authoritative && answer.aliases.empty() && has(Type::ns) && !has(Type::soa);
  return elsewhere ? AnswerKind::referral : AnswerKind::nodata;
}

}  // namespace

AddressSet Answer::addresses() const {
  AddressSet set;
  for (const ResourceRecord& record : records) {
    if (const auto* address = std::get_if<IpAddress>(&record.data)) set.insert(*address);
  }
  return set;
}

std::optional<std::chrono::seconds> Answer::ttl() const {
  if (records.empty()) return std::nullopt;
  const auto least = std::ranges::min(records, {}, &ResourceRecord::ttl).ttl;
  return std::chrono::seconds(least > max_ttl ? 0 : least);  // RFC 2181 section 8
}

Answer interpret(const Message& message, const DomainName& name, Type type) {
  Answer answer;
  answer.rcode = full_rcode(message);
  answer.authoritative = message.header.authoritative;
  answer.authorities = message.authorities;
  Name owner(name);
  answer.records = pick(message.answers, owner, type);
  while (answer.records.empty() && answer.aliases.size() < max_aliases) {
    const auto alias = pick(message.answers, owner, Type::cname);
    const auto* target = alias.empty() ? nullptr : std::get_if<Name>(&alias.front().data);
    if (target == nullptr) break;
    owner = *target;
    answer.aliases.push_back(owner);
    answer.records = pick(message.answers, owner, type);
  }
  answer.kind = kind_of(message, answer);
  return answer;
}

}  // namespace ddns::dns
