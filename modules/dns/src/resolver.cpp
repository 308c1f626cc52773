#include "ddns/dns/resolver.h"

#include "ddns/core/text.h"

namespace ddns::dns {
namespace {

bool usable(const Answer& answer) {
  return answer.kind == AnswerKind::data || answer.kind == AnswerKind::nodata || answer.kind == AnswerKind::nxdomain;
}

std::string why_not(const Server& server, const Result<Answer>& answer) {
  if (!answer) return answer.error().message;
  const std::string said =
      answer->kind == AnswerKind::referral ? "a referral (it does not resolve for us)" : to_string(answer->rcode);
  return cat("name server ", server.to_string(), " answered ", said);
}

}  // namespace

Result<Answer> StubResolver::resolve(const Doors& doors, const DomainName& name, Type type) const {
  if (servers_.empty()) return fail(Reason::resolve, cat(name.text(), ": this machine has no recursive name server"));
  const QueryOptions options{.recursion_desired = true, .tries = 1, .try_timeout = try_timeout_};
  std::string last;
  for (int round = 0; round < 2; ++round) {
    for (const Server& server : servers_) {
      auto answer = query(doors, server, name, type, options);
      if (answer && usable(*answer)) return answer;
      if (!answer && answer.error().reason == Reason::cancelled) return answer;
      last = why_not(server, answer);
      if (doors.deadline.expired(doors.clock.steady())) {
        return fail(Reason::timeout,
                    cat(name.text(), ' ', to_string(type), ": no time left to resolve it; last: ", last));
      }
    }
  }
  return fail(Reason::resolve, cat(name.text(), ' ', to_string(type), " cannot be resolved; last: ", last));
}

Result<AddressSet> StubResolver::addresses(const Doors& doors, const DomainName& name) const {
  const auto ipv4 = resolve(doors, name, Type::a);
  if (!ipv4 && ipv4.error().reason == Reason::cancelled) return fail(ipv4.error());
  const auto ipv6 = resolve(doors, name, Type::aaaa);
  if (!ipv4 && !ipv6) return fail(ipv4.error());
  AddressSet all;
  for (const auto* part : {&ipv4, &ipv6}) {
    if (!*part) continue;
    for (const IpAddress& address : (*part)->addresses()) all.insert(address);
  }
  return all;
}

}  // namespace ddns::dns
