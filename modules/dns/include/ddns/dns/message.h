#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ddns/core/ip_address.h"
#include "ddns/core/record.h"
#include "ddns/core/result.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/name.h"

namespace ddns::dns {

/// The numbers below may hold values not listed here: what came over the wire is kept.
enum class Opcode : std::uint8_t { query = 0, update = 5 };

/// RFC 1035, 2136 and 8945. Values above 15 need EDNS or the error field of a TSIG record.
enum class Rcode : std::uint16_t {
  noerror = 0,
  formerr = 1,
  servfail = 2,
  nxdomain = 3,
  notimp = 4,
  refused = 5,
  yxdomain = 6,
  yxrrset = 7,
  nxrrset = 8,
  notauth = 9,
  notzone = 10,
  badsig = 16,  ///< BADVERS outside TSIG
  badkey = 17,
  badtime = 18,
  badtrunc = 22,
};
/// "NOERROR", "NXDOMAIN", …, "RCODE23" for one without a name.
[[nodiscard]] std::string to_string(Rcode rcode);

enum class Type : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  txt = 16,
  aaaa = 28,
  opt = 41,
  tsig = 250,
  any = 255
};
/// "A", …, "TYPE99" (RFC 3597) for one without a name.
[[nodiscard]] std::string to_string(Type type);
[[nodiscard]] constexpr Type type_of(RecordType type) noexcept { return type == RecordType::a ? Type::a : Type::aaaa; }
[[nodiscard]] constexpr Type type_of(const IpAddress& address) noexcept {
  return address.is_v4() ? Type::a : Type::aaaa;
}

enum class Class : std::uint16_t { in = 1, none = 254, any = 255 };

struct Header {
  std::uint16_t id = 0;
  Opcode opcode = Opcode::query;
  Rcode rcode = Rcode::noerror;  ///< the low four bits; see full_rcode()
  bool response = false;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  friend bool operator==(const Header&, const Header&) = default;
};

struct Question {
  Name name;
  Type type = Type::a;
  Class klass = Class::in;
  friend bool operator==(const Question&, const Question&) = default;
};

struct Soa {
  Name mname;
  Name rname;
  std::uint32_t serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0;
  friend bool operator==(const Soa&, const Soa&) = default;
};

/// Empty (UPDATE's deletions), A and AAAA, NS/CNAME/PTR, SOA, and the octets of every other type.
using Rdata = std::variant<std::monostate, IpAddress, Name, Soa, Bytes>;

struct ResourceRecord {
  Name name;
  Type type = Type::a;
  Class klass = Class::in;
  std::uint32_t ttl = 0;  ///< seconds; an OPT record's flags
  Rdata data = {};
  friend bool operator==(const ResourceRecord&, const ResourceRecord&) = default;
};

/// The sections of an UPDATE (RFC 2136 section 2) have these places too: zone = questions, prerequisites = answers,
/// updates = authorities.
struct Message {
  Header header;
  std::vector<Question> questions;
  std::vector<ResourceRecord> answers;
  std::vector<ResourceRecord> authorities;
  std::vector<ResourceRecord> additionals;
  friend bool operator==(const Message&, const Message&) = default;
};

/// With owner names and the names of NS, CNAME, PTR and SOA data compressed. Errors: Reason::internal when the message
/// would not fit into 65535 octets.
[[nodiscard]] Result<Bytes> encode(const Message& message);

/// Strict: section counts must be true, names must not loop, data must have its type's size, nothing may follow the
/// last record. Errors: Reason::malformed. Never reads outside `wire`, whatever it holds.
[[nodiscard]] Result<Message> decode(std::span<const std::uint8_t> wire);

/// The header's code with the upper bits of an OPT record (RFC 6891 section 6.1.3).
[[nodiscard]] Rcode full_rcode(const Message& message) noexcept;

/// An OPT record saying that UDP answers of up to `payload` octets are welcome. 1232 passes every common path
/// unfragmented.
[[nodiscard]] ResourceRecord edns_record(std::uint16_t payload = 1232);

/// A question with one name, as the resolver and the verifier send it.
[[nodiscard]] Message make_query(std::uint16_t id, const DomainName& name, Type type, bool recursion_desired,
                                 bool edns);

}  // namespace ddns::dns
