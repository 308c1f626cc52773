#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/dns/authority.h"
#include "ddns/dns/client.h"

namespace ddns::dns {

/// What one authoritative server says about an RRset.
enum class ServerView : std::uint8_t {
  match,              ///< exactly the wanted values, authoritatively
  mismatch,           ///< other values, or none; see Finding::seen
  nxdomain,           ///< the name does not exist there
  cname,              ///< an alias stands at the name
  servfail,           ///< SERVFAIL, or a code without a better word
  refused,            ///< REFUSED
  not_authoritative,  ///< an answer without AA: a lame server, or somebody on the way answered for it
  timeout,            ///< silence
  unreachable,        ///< no route, no listener, no address
  malformed,          ///< an answer that cannot be read or believed
};
[[nodiscard]] std::string_view to_string(ServerView view) noexcept;

struct Finding {
  DomainName server;
  std::optional<Server> asked = {};  ///< the address that answered, else the last one tried
  ServerView view = ServerView::unreachable;
  AddressSet seen = {};                          ///< with match and mismatch
  std::optional<std::chrono::seconds> ttl = {};  ///< with match and mismatch, when there are values
  std::string detail = {};                       ///< for people; empty with match
};

enum class Verdict : std::uint8_t {
  right,    ///< at least one server has exactly the wanted values and none has others
  wrong,    ///< at least one server answers authoritatively with something else
  unknown,  ///< no server could be verified: never taken for wrong
};
[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;

struct Verification {
  Verdict verdict = Verdict::unknown;
  std::vector<Finding> findings;  ///< in the order of the servers
};

/// Whom to ask: an AuthoritySet's servers, or those of the configuration where a zone is not public (a view, an inside
/// network). `key` signs the questions, which is how BIND picks a view.
struct VerifyTarget {
  std::vector<NamedServer> servers;
  std::optional<TsigKey> key = {};
};

/// What `answer` says about an RRset that should hold `wanted` (empty: should not exist). Pure.
[[nodiscard]] Finding judge(const Answer& answer, const AddressSet& wanted);
[[nodiscard]] Verdict verdict_of(const std::vector<Finding>& findings) noexcept;

/// Asks every server, up to eight at the same time on threads of its own, so that a dead one costs its timeout once and
/// not once for each server; each gets two datagrams of 1.5 s per address, and its first address that answers decides.
/// Never fails as a whole for what servers do; a closed door leaves the rest as timeout. Errors: cancelled, internal
/// (the question cannot be made: a digest that this machine forbids).
[[nodiscard]] Result<Verification> verify(const Doors& doors, const VerifyTarget& target, const DomainName& name,
                                          RecordType type, const AddressSet& wanted);

}  // namespace ddns::dns
