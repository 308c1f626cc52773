#include "ddns/dns/tsig_judge.h"

#include <chrono>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"

namespace ddns::dns {
namespace {

tl::unexpected<Error> refused(Reason reason, Rcode code, std::string message) {
  return fail(Error{.reason = reason, .message = std::move(message), .service_code = to_string(code)});
}

/// Both clocks, so that a person sees which of them is wrong.
std::string clock_difference(const TsigAnswer& answer, WallTime now) {
  if (!answer.server_time) {
    return cat("this machine's clock, which says ", format_rfc3339(now), ", and the server's differ too much");
  }
  const auto apart = std::chrono::round<std::chrono::seconds>(now - *answer.server_time);
  const auto span = format_duration(apart < apart.zero() ? -apart : apart);
  return cat("this machine's clock says ", format_rfc3339(now), ", the server's ", format_rfc3339(*answer.server_time),
             ": it is ", span, apart < apart.zero() ? " behind" : " ahead of", " the server's");
}

}  // namespace

Status judge_tsig(const TsigAnswer& answer, Rcode rcode, const TsigKey& key, const Server& server, WallTime now) {
  const std::string who = cat("name server ", server.to_string(), ": TSIG key ", key.name.text());
  switch (answer.error) {
    case Rcode::noerror:
      break;
    case Rcode::badtime:
      return refused(Reason::clock, answer.error,
                     cat(who, ": ", clock_difference(answer, now), "; set the clock (BADTIME)"));
    case Rcode::badkey:
      return refused(Reason::auth, answer.error,
                     cat(who, " is not known there, or not with ", to_string(key.algorithm),
                         " (BADKEY); check key_name and key_algorithm"));
    case Rcode::badsig:
      return refused(Reason::auth, answer.error, cat(who, " has another secret there (BADSIG); check key_secret"));
    default:
      return refused(Reason::auth, answer.error, cat(who, " was refused (", to_string(answer.error), ")"));
  }
  if (answer.proof == TsigProof::good) return {};
  const bool failure = rcode != Rcode::noerror && rcode != Rcode::nxdomain;
  if (answer.proof == TsigProof::missing && rcode == Rcode::notauth) {
    // The code of every TSIG error (RFC 8945 section 5.2). PowerDNS says no more than that; a server that took the key
    // and does not serve the zone signs its NOTAUTH, except Knot DNS, which looks for the zone first.
    return refused(Reason::auth, rcode,
                   cat(who,
                       " was refused without a word why (NOTAUTH, not signed); check key_name, key_secret, "
                       "key_algorithm and this machine's clock, or whether the server has the zone at all"));
  }
  if (answer.proof == TsigProof::missing && failure) return {};
  const Effect effect = failure ? Effect::none : Effect::unknown;
  switch (answer.proof) {
    case TsigProof::missing:
    case TsigProof::empty_mac:
      return fail(Reason::auth, cat(who, ": the answer is not signed and cannot be believed"), effect);
    case TsigProof::wrong_key:
      return fail(Reason::auth, cat(who, ": the answer is signed with another key"), effect);
    case TsigProof::bad_time:
      return fail(
          Reason::clock,
          cat(who, ": the answer is signed too far from now; ", clock_difference(answer, now), "; set the clock"),
          effect);
    default:
      return fail(Reason::auth, cat(who, ": the answer's signature is wrong; it was changed on the way"), effect);
  }
}

}  // namespace ddns::dns
