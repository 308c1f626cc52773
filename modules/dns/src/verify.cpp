#include "ddns/dns/verify.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/dns/fan_out.h"

namespace ddns::dns {
namespace {

constexpr std::size_t servers_at_once = 8;

ServerView view_of(const Error& error) {
  switch (error.reason) {
    case Reason::timeout:
      return ServerView::timeout;
    case Reason::connect:
    case Reason::io:
    case Reason::unavailable:
      return ServerView::unreachable;
    default:
      return ServerView::malformed;
  }
}

/// For people: the first few, and how many more.
std::string brief(const AddressSet& set) {
  constexpr std::size_t shown = 6;
  if (set.size() <= shown) return set.to_string();
  const std::vector<IpAddress> first(set.begin(), set.begin() + shown);
  return cat(AddressSet(first).to_string(), " and ", set.size() - shown, " more");
}

Finding failed(const Answer& answer) {
  Finding finding;
  finding.view = answer.rcode == Rcode::refused ? ServerView::refused : ServerView::servfail;
  finding.detail = cat("answered ", to_string(answer.rcode));
  return finding;
}

Result<Finding> ask(const Doors& doors, const NamedServer& server, const QueryOptions& options, const DomainName& name,
                    RecordType type, const AddressSet& wanted) {
  Finding finding;
  finding.detail = "this name server has no address";
  for (const Server& address : server.servers) {
    const auto answer = query(doors, address, name, type_of(type), options);
    if (answer) {
      finding = judge(*answer, wanted);
    } else {
      if (answer.error().reason == Reason::cancelled) return fail(answer.error());
      finding.view = view_of(answer.error());
      finding.detail = answer.error().message;
    }
    finding.asked = address;
    if (answer) break;
  }
  finding.server = server.name;
  return finding;
}

}  // namespace

std::string_view to_string(ServerView view) noexcept {
  switch (view) {
    case ServerView::match:
      return "match";
    case ServerView::mismatch:
      return "mismatch";
    case ServerView::nxdomain:
      return "nxdomain";
    case ServerView::cname:
      return "cname";
    case ServerView::servfail:
      return "servfail";
    case ServerView::refused:
      return "refused";
    case ServerView::not_authoritative:
      return "not_authoritative";
    case ServerView::timeout:
      return "timeout";
    case ServerView::unreachable:
      return "unreachable";
    case ServerView::malformed:
      return "malformed";
  }
  return "malformed";
}

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::right:
      return "right";
    case Verdict::wrong:
      return "wrong";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

Finding judge(const Answer& answer, const AddressSet& wanted) {
  if (answer.kind == AnswerKind::failure) return failed(answer);
  Finding finding;
  if (!answer.authoritative || answer.kind == AnswerKind::referral) {
    finding.view = ServerView::not_authoritative;
    finding.detail = "answered without authority for the zone";
    return finding;
  }
  if (!answer.aliases.empty()) {
    finding.view = ServerView::cname;
    finding.detail = cat("a CNAME to ", answer.aliases.front().to_string(), " stands at this name");
    return finding;
  }
  finding.seen = answer.addresses();
  finding.ttl = answer.ttl();
  if (finding.seen == wanted) {
    finding.view = ServerView::match;
    return finding;
  }
  finding.view = answer.kind == AnswerKind::nxdomain ? ServerView::nxdomain : ServerView::mismatch;
  finding.detail = cat("has ", brief(finding.seen), ", should have ", brief(wanted));
  return finding;
}

Verdict verdict_of(const std::vector<Finding>& findings) noexcept {
  const auto differs = [](const Finding& finding) {
    return finding.view == ServerView::mismatch || finding.view == ServerView::nxdomain ||
           finding.view == ServerView::cname;
  };
  if (std::ranges::any_of(findings, differs)) return Verdict::wrong;
  const bool any =
      std::ranges::any_of(findings, [](const Finding& finding) { return finding.view == ServerView::match; });
  return any ? Verdict::right : Verdict::unknown;
}

Result<Verification> verify(const Doors& doors, const VerifyTarget& target, const DomainName& name, RecordType type,
                            const AddressSet& wanted) {
  const QueryOptions options{.key = target.key};
  std::vector<std::optional<Result<Finding>>> found(target.servers.size());
  const Status asked = fan_out(found.size(), servers_at_once, [&](std::size_t i) {
    found[i] = ask(doors, target.servers[i], options, name, type, wanted);
  });
  if (!asked) return fail(asked.error());
  Verification result;
  for (auto& finding : found) {
    Result<Finding>& heard = finding.value();
    if (!heard) return fail(std::move(heard).error());
    result.findings.push_back(*std::move(heard));
  }
  result.verdict = verdict_of(result.findings);
  return result;
}

}  // namespace ddns::dns
