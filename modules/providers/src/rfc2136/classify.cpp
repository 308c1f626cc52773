#include "rfc2136/classify.h"

#include "ddns/core/text.h"

namespace ddns::providers::rfc2136 {
namespace {

struct Meaning {
  Reason reason;
  std::string text;
};

std::string what_refused_means(const Sent& sent) {
  if (sent.key.empty()) return "refused; check that this address may change these names there, or give key_name";
  return cat("refused; check that TSIG key ", sent.key,
             " may change these names there, key_secret, and this machine's clock");
}

Meaning meaning_of(dns::Rcode rcode, const Sent& sent) {
  using dns::Rcode;
  switch (rcode) {
    case Rcode::refused:
      return {Reason::auth, what_refused_means(sent)};
    case Rcode::notauth:
      return {Reason::config, "not a primary name server of this zone; check server and zone"};
    case Rcode::notzone:
      return {Reason::config, "a name lies outside the zone; check zone"};
    case Rcode::formerr:
      return {Reason::config, "cannot read the message; check that this is a name server which takes updates"};
    case Rcode::notimp:
      return {Reason::config, "takes no updates; use another server or another provider"};
    case Rcode::nxrrset:
    case Rcode::yxrrset:
    case Rcode::yxdomain:
    case Rcode::nxdomain:
      if (!sent.guarded) return {Reason::rejected, "an answer that does not belong to this message"};
      return {Reason::conflict, "the records changed since they were read, or a CNAME stands at one of the names"};
    case Rcode::servfail:
      return {Reason::unavailable,
              "the server failed; its log says why (zone frozen or loading, journal not writable)"};
    default:
      return {Reason::rejected, "an unexpected answer"};
  }
}

}  // namespace

Error classify(dns::Rcode rcode, const std::string& about, const Sent& sent) {
  Meaning meaning = meaning_of(rcode, sent);
  return Error{.reason = meaning.reason,
               .message = cat(about, ": ", meaning.text, " (", to_string(rcode), ")"),
               .service_code = to_string(rcode),
               .effect = rcode == dns::Rcode::servfail ? Effect::unknown : Effect::none};
}

}  // namespace ddns::providers::rfc2136
