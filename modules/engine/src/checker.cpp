#include "checker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/dns/verify.h"
#include "observed.h"
#include "tuning.h"

namespace ddns::engine {
namespace {

using dns::ServerView;
using events::Doubt;

Doubt doubt_of(ServerView view) {
  switch (view) {
    case ServerView::mismatch:
    case ServerView::cname:
    case ServerView::match:
      return Doubt::mismatch;
    case ServerView::nxdomain:
      return Doubt::nxdomain;
    case ServerView::servfail:
    case ServerView::malformed:
      return Doubt::servfail;
    case ServerView::refused:
      return Doubt::refused;
    case ServerView::not_authoritative:
      return Doubt::not_authoritative;
    case ServerView::timeout:
    case ServerView::unreachable:
      return Doubt::timeout;
  }
  return Doubt::servfail;
}

bool is_wrong(ServerView view) {
  return view == ServerView::mismatch || view == ServerView::nxdomain || view == ServerView::cname;
}

std::string told_by(const dns::Finding& finding) {
  std::string who = finding.server.is_root() && finding.asked ? finding.asked->to_string() : finding.server.text();
  return cat(who, ": ", finding.detail.empty() ? dns::to_string(finding.view) : std::string_view(finding.detail));
}

CheckResult unverified(const Check& check, const Error& error) {
  const bool silent = error.reason == Reason::timeout || error.reason == Reason::cancelled;
  return {.record = check.record,
          .addresses = check.addresses,
          .doubt = silent ? Doubt::timeout : Doubt::servfail,
          .detail = error.message};
}

/// Other values may stand beside ours.
void allow_foreign(std::vector<dns::Finding>& findings, const AddressSet& wanted) {
  for (dns::Finding& finding : findings) {
    if (finding.view != ServerView::mismatch) continue;
    const bool all = std::ranges::all_of(wanted, [&](const IpAddress& one) { return finding.seen.contains(one); });
    if (all) finding.view = ServerView::match;
  }
}

CheckResult judged(const Check& check, std::vector<dns::Finding> findings) {
  if (check.shared) allow_foreign(findings, check.addresses);
  CheckResult result{.record = check.record, .addresses = check.addresses};
  const dns::Verdict verdict = dns::verdict_of(findings);
  result.seen = verdict == dns::Verdict::right   ? Seen::right
                : verdict == dns::Verdict::wrong ? Seen::wrong
                                                 : Seen::unverifiable;
  const dns::Finding* worst = nullptr;
  for (const dns::Finding& finding : findings) {
    if (finding.view == ServerView::match) {
      ++result.witnesses;
    } else if (worst == nullptr || (is_wrong(finding.view) && !is_wrong(worst->view))) {
      worst = &finding;
    }
  }
  if (result.seen == Seen::right) return result;
  if (worst == nullptr) {
    result.detail = "no name server was left to ask";
    return result;
  }
  result.doubt = doubt_of(worst->view);
  result.detail = told_by(*worst);
  return result;
}

std::vector<dns::Server> resolvers(const Settings& settings, const Environment& environment) {
  if (!settings.resolvers.empty() || !environment.system_resolvers) return settings.resolvers;
  return environment.system_resolvers();
}

class Checker {
 public:
  Checker(const CheckJob& job, const Environment& environment, Authorities& authorities, const std::stop_token& stop)
      : job_(job),
        authorities_(authorities),
        account_(job.settings->accounts[job.account]),
        exchange_(environment, {account_.id, account_.provider_id, "verify", job.trace}),
        doors_{.exchange = exchange_,
               .clock = environment.clock,
               .random = environment.random,
               .deadline = Deadline::after(environment.clock, check_deadline),
               .stop = stop},
        resolver_(resolvers(*job.settings, environment)) {}

  ChecksDone run() {
    ChecksDone done{.generation = job_.generation, .results = {}};
    done.results.reserve(job_.checks.size());
    for (const Check& check : job_.checks) done.results.push_back(one(check));
    return done;
  }

 private:
  struct Target {
    dns::VerifyTarget whom;
    bool borrowed = false;
  };

  const VerifySettings& settings(const Check& check) const {
    const RecordSettings& record = job_.settings->records[check.record];
    return record.verify ? *record.verify : account_.verify;
  }

  Result<Target> stated(const VerifySettings& verify) const {
    Target target;
    for (const dns::Server& server : verify.servers) {
      const dns::NamedServer one{DomainName{}, {server}};
      // Said twice it is one witness all the same.
      if (std::ranges::find(target.whom.servers, one) == target.whom.servers.end()) target.whom.servers.push_back(one);
    }
    if (verify.key_name.empty()) return target;
    auto key = dns::TsigKey::make(verify.key_name, verify.key_algorithm, verify.key_secret);
    if (!key) return fail(std::move(key).error());
    target.whom.key = *std::move(key);
    return target;
  }

  Result<Target> target_of(const Check& check) {
    auto target = stated(settings(check));
    if (!target || !target->whom.servers.empty()) return target;
    auto found = authorities_.find(doors_, resolver_, check.key.name, check.zone);
    if (!found) return fail(std::move(found).error());
    target->whom.servers = std::move(found->set.servers);
    target->borrowed = found->borrowed;
    return target;
  }

  CheckResult one(const Check& check) {
    auto target = target_of(check);
    if (!target) return unverified(check, target.error());
    auto findings = ask(check, target->whom);
    if (!findings) return unverified(check, findings.error());
    const bool lame = std::ranges::all_of(
        *findings, [](const dns::Finding& finding) { return finding.view == ServerView::not_authoritative; });
    if (target->borrowed && lame) {
      auto own = authorities_.find_own(doors_, resolver_, check.key.name);
      if (!own) return unverified(check, own.error());
      target->whom.servers = std::move(own->set.servers);
      findings = ask(check, target->whom);
      if (!findings) return unverified(check, findings.error());
    }
    return judged(check, *std::move(findings));
  }

  /// One finding per server; those that were silent before in this pass are not asked.
  Result<std::vector<dns::Finding>> ask(const Check& check, const dns::VerifyTarget& whom) {
    std::vector<dns::Finding> findings(whom.servers.size());
    std::vector<std::size_t> asked;
    dns::VerifyTarget loud{{}, whom.key};
    for (std::size_t i = 0; i < whom.servers.size(); ++i) {
      const dns::NamedServer& server = whom.servers[i];
      if (const auto silent = silent_.find({server.name, server.servers}); silent != silent_.end()) {
        findings[i] = silent->second;
        continue;
      }
      asked.push_back(i);
      loud.servers.push_back(server);
    }
    auto seen = dns::verify(doors_, loud, check.key.name, check.key.type, check.addresses);
    if (!seen) return fail(std::move(seen).error());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const dns::NamedServer& server = loud.servers[i];
      dns::Finding& finding = seen->findings[i];
      const bool mute = finding.view == dns::ServerView::timeout || finding.view == dns::ServerView::unreachable;
      if (mute) silent_.emplace(std::pair{server.name, server.servers}, finding);
      findings[asked[i]] = std::move(finding);
    }
    return findings;
  }

  const CheckJob& job_;
  Authorities& authorities_;
  const AccountSettings& account_;
  ObservedExchange exchange_;
  dns::Doors doors_;
  dns::StubResolver resolver_;
  std::map<std::pair<DomainName, std::vector<dns::Server>>, dns::Finding> silent_;
};

}  // namespace

ChecksDone run_checks(const CheckJob& job, const Environment& environment, Authorities& authorities,
                      const std::stop_token& stop) {
  return Checker(job, environment, authorities, stop).run();
}

ChecksDone checks_failed(const CheckJob& job, const Error& error) {
  ChecksDone done{.generation = job.generation, .results = {}};
  for (const Check& check : job.checks) done.results.push_back(unverified(check, error));
  return done;
}

}  // namespace ddns::engine
