#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"
#include "ddns/core/deadline.h"
#include "ddns/core/random.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"

namespace ddns::dns {

/// What a question needs from outside. References outlive the call; usable from several threads when they are.
struct Doors {
  Exchange& exchange;
  const Clock& clock;
  Random& random;
  Deadline deadline;
  std::stop_token stop = {};
  std::string bind = {};  ///< interface name or source address; empty = the system's choice
};

struct QueryOptions {
  bool recursion_desired = false;
  bool tcp_only = false;
  unsigned tries = 2;  ///< datagrams sent before giving up; TCP is tried once
  std::chrono::milliseconds try_timeout{1500};
  std::optional<TsigKey> key = {};  ///< signs the question; the answer must then be signed too
};

enum class AnswerKind : std::uint8_t {
  data,      ///< records of the asked type
  nodata,    ///< the name exists, this type does not
  nxdomain,  ///< no such name
  referral,  ///< the server points elsewhere
  failure,   ///< another code: SERVFAIL, REFUSED, …
};

/// An answer, read.
struct Answer {
  AnswerKind kind = AnswerKind::failure;
  Rcode rcode = Rcode::noerror;
  bool authoritative = false;
  std::vector<Name> aliases = {};            ///< CNAME targets from the asked name on, in order
  std::vector<ResourceRecord> records = {};  ///< of the asked type, at the end of the aliases
  std::vector<ResourceRecord> authorities = {};

  [[nodiscard]] AddressSet addresses() const;
  /// The least of the records' TTLs.
  [[nodiscard]] std::optional<std::chrono::seconds> ttl() const;
};

/// Reads an answer to the question name/type; no more than 16 aliases are followed.
[[nodiscard]] Answer interpret(const Message& message, const DomainName& name, Type type);

/// Asks one server: UDP with EDNS, TCP when the answer is cut off, once more without EDNS when the server cannot do it.
/// Any code is an Answer. Errors: those of the Exchange; malformed when the answer is not one to this question; those
/// of judge_tsig for signed questions. The effect is always none: asking changes nothing.
[[nodiscard]] Result<Answer> query(const Doors& doors, const Server& server, const DomainName& name, Type type,
                                   const QueryOptions& options = {});

}  // namespace ddns::dns
