#include "ddns/notify/digest.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "problems.h"
#include "round.h"

namespace ddns::notify {
namespace {

using namespace events;

std::string record_id(const std::string& account, const RecordKey& key) {
  return cat("record:", account, '/', key.to_string());
}

/// A name server's wrong answer is a matter of its own: only a proof ends it.
std::string proof_id(const std::string& account, const RecordKey& key) {
  return cat("proof:", account, '/', key.to_string());
}

/// The service has it right, its name servers do not: tomorrow's trouble, or nobody's.
std::string slow_id(const std::string& account, const RecordKey& key) {
  return cat("slow:", account, '/', key.to_string());
}
/// Longer than any TTL and zone transfer that people choose.
constexpr std::chrono::hours kSlow{1};

std::string source_id(const std::string& source, Family family) {
  return cat("source:", source, '/', to_string(family));
}

}  // namespace

struct Digest::Impl {
  std::string channel;
  bool pulse = false;
  Route route;
  Rules rules;
  std::string host;
  std::optional<Setup> setup = {};
  Problems problems = {};
  Round round = {};
  std::optional<SteadyTime> last_pulse = {};
  Topic last_verdict = Topic::cycle_started;

  [[nodiscard]] bool wants(Topic topic) const {
    return route.topics.empty() || std::find(route.topics.begin(), route.topics.end(), topic) != route.topics.end();
  }
  [[nodiscard]] bool wants(const RecordKey& key) const { return matches(route.records, key.name.text()); }
  /// Something that is no record matters when one of the wanted records hangs on it.
  template <class Which>
  [[nodiscard]] bool wants_any(Which which) const {
    if (!setup || route.records.empty()) return true;
    return std::any_of(setup->records.begin(), setup->records.end(),
                       [&](const Setup::Record& record) { return which(record) && wants(record.key); });
  }

  void report(const Trouble& trouble, Now now) {
    if (wants(trouble.topic) && trouble.severity >= route.at_least) problems.report(trouble, rules, now);
  }
  void mend(const std::string& key, Now now) { problems.mend(key, rules, now); }

  /// What the route lets through, signed.
  void send(Message message, Digested& out) const {
    if (!wants(message.topic) || message.severity < route.at_least) return;
    if (!host.empty()) message.text += cat(message.text.empty() ? "" : "\n\n", "ddns-sidecar on ", host);
    out.messages.push_back(std::move(message));
  }

  void keep_configured(Digested& out);
  void beat(Topic topic, const std::string& text, Now now, Digested& out);
  [[nodiscard]] std::vector<Round::Id> followers(const AddressChanged& change) const;
};

void Digest::Impl::keep_configured(Digested& out) {
  std::set<std::string> known{"config", "state"};
  for (const auto& record : setup->records) {
    known.insert(record_id(record.account, record.key));
    known.insert(proof_id(record.account, record.key));
    known.insert(slow_id(record.account, record.key));
  }
  for (const auto& account : setup->accounts) known.insert(cat("account:", account.id));
  for (const auto& hook : setup->hooks) known.insert(cat("channel:", hook));
  for (const auto& source : setup->sources) {
    if (source.ipv4) known.insert(source_id(source.id, Family::ipv4));
    if (source.ipv6) known.insert(source_id(source.id, Family::ipv6));
  }
  problems.forget([&](const std::string& key) { return !known.contains(key); }, out);
}

void Digest::Impl::beat(Topic topic, const std::string& text, Now now, Digested& out) {
  const bool early = last_pulse && now.steady < *last_pulse + rules.every;
  // News is told at once; more of the same only now and then.
  if (early && (topic == Topic::cycle_started || topic == last_verdict)) return;
  if (topic != Topic::cycle_started) {
    last_pulse = now.steady;
    last_verdict = topic;
  }
  out.messages.push_back({.topic = topic, .title = std::string(to_string(topic)), .text = text, .at = now.wall});
}

std::vector<Round::Id> Digest::Impl::followers(const AddressChanged& change) const {
  std::vector<Round::Id> out;
  if (!setup) return out;
  for (const auto& record : setup->records) {
    if (record.source != change.source || family_of(record.key.type) != change.family || !wants(record.key)) continue;
    out.emplace_back(record.account, record.key);
  }
  return out;
}

namespace {

/// One overload for each event that may lead to a message.
template <class Impl>
class Reader {
 public:
  Reader(Impl& impl, const Event& event, Digested& out) : impl_(impl), now_{event.steady, event.at}, out_(out) {}

  void operator()(const ConfigLoaded& e) {
    impl_.setup = e.setup;
    impl_.keep_configured(out_);
    impl_.mend("config", now_);
  }
  void operator()(const ConfigRejected& e) {
    impl_.report({.key = "config",
                  .topic = Topic::config_refused,
                  .severity = Severity::warning,
                  .subject = "The configuration",
                  .detail = cat(e.errors, " errors, first: ", e.first),
                  .at_once = true},
                 now_);
  }

  void operator()(const CycleStarted&) {
    if (impl_.pulse && impl_.rules.send_start) impl_.beat(Topic::cycle_started, "", now_, out_);
  }
  void operator()(const CycleFinished& e) {
    if (!impl_.pulse) return;
    if (e.error) return impl_.beat(Topic::cycle_failed, e.error->message, now_, out_);
    const bool bad = impl_.problems.any_announced();
    impl_.beat(bad ? Topic::cycle_failed : Topic::cycle_finished,
               bad ? "something is failing" : "every needed address is known", now_, out_);
  }

  void operator()(const SourceAsked& e) {
    const auto key = source_id(e.source, e.family);
    const auto* unavailable = std::get_if<Unavailable>(&e.observation);
    if (unavailable == nullptr) return impl_.mend(key, now_);
    if (!is_required(e) || !impl_.wants_any([&](const Setup::Record& record) {
          return record.source == e.source && family_of(record.key.type) == e.family;
        })) {
      return;
    }
    impl_.report({.key = key,
                  .topic = Topic::source_failing,
                  .severity = Severity::warning,
                  .subject = cat("Source ", e.source, " (", to_string(e.family), ")"),
                  .detail = unavailable->why.message},
                 now_);
  }
  void operator()(const AddressChanged& e) {
    const auto followers = impl_.followers(e);
    if (!followers.empty()) impl_.round.changed(e, followers, impl_.rules, now_.steady);
  }

  void operator()(const RecordUpdated& e) {
    answered(e.account);
    if (!impl_.wants(e.key)) return;
    impl_.mend(record_id(e.account, e.key), now_);
    impl_.round.updated(e, impl_.rules, now_.steady);
  }
  void operator()(const RecordKept& e) {
    answered(e.account);
    if (!impl_.wants(e.key)) return;
    impl_.mend(record_id(e.account, e.key), now_);
    impl_.round.kept(e, impl_.rules, now_.steady);
  }
  void operator()(const RecordVerified& e) {
    if (!impl_.wants(e.key)) return;
    impl_.mend(record_id(e.account, e.key), now_);
    impl_.mend(proof_id(e.account, e.key), now_);
    impl_.mend(slow_id(e.account, e.key), now_);
  }
  void operator()(const RecordUpdateFailed& e) {
    if (!impl_.wants(e.key)) return;
    impl_.round.failed(e, impl_.rules, now_.steady);
    // The account's own message tells more, and once.
    if (impl_.problems.has(cat("account:", e.account))) return;
    impl_.report({.key = record_id(e.account, e.key),
                  .topic = Topic::failing,
                  .severity = Severity::critical,
                  .subject = e.key.to_string(),
                  .detail = e.error.message,
                  .failures = std::max(1U, e.failures)},
                 now_);
  }
  void operator()(const RecordDoubted& e) {
    if (!impl_.wants(e.key)) return;
    const auto key = proof_id(e.account, e.key);
    if (e.slow) return follows_slowly(e, key);
    if (!e.wrong) return;
    impl_.report({.key = key,
                  .topic = Topic::failing,
                  .severity = Severity::critical,
                  .subject = e.key.to_string(),
                  .detail = e.detail.empty() ? std::string("a name server answers wrongly") : e.detail,
                  // Time alone decides: how often one asks says nothing.
                  .failures = 1},
                 now_);
  }

  void operator()(const AccountPaused& e) {
    const auto group = error_class(e.error);
    const bool needs_somebody = !e.until || group == ErrorClass::auth || group == ErrorClass::blocked;
    if (!needs_somebody || !impl_.wants_any([&](const Setup::Record& record) { return record.account == e.account; })) {
      return;
    }
    const auto prefix = cat("record:", e.account, '/');
    impl_.problems.drop_quiet([&](const std::string& key) { return key.starts_with(prefix); });
    impl_.report({.key = cat("account:", e.account),
                  .topic = Topic::account_blocked,
                  .severity = Severity::critical,
                  .subject = cat("Account ", e.account, " (", e.provider, ")"),
                  .detail = e.error.message,
                  .at_once = true},
                 now_);
  }
  void operator()(const AccountResumed& e) { impl_.mend(cat("account:", e.account), now_); }

  void operator()(const StateFailed& e) {
    impl_.report({.key = "state",
                  .topic = Topic::state_failing,
                  .severity = Severity::warning,
                  .subject = "The state file",
                  .detail = e.error.message},
                 now_);
  }
  void operator()(const StateWritten&) { impl_.mend("state", now_); }

  void operator()(const NotificationTried& e) {
    if (e.channel == impl_.channel) return;
    const auto key = cat("channel:", e.channel);
    if (!e.error) return impl_.mend(key, now_);
    impl_.report({.key = key,
                  .topic = Topic::channel_failing,
                  .severity = Severity::warning,
                  .subject = cat("Channel ", e.channel),
                  .detail = e.error->message},
                 now_);
  }
  template <class Other>
  void operator()(const Other&) {}

 private:
  /// The service has it right: its name servers will follow, and nothing is failing, unless they never do.
  void follows_slowly(const RecordDoubted& e, const std::string& wrong) {
    impl_.problems.drop_quiet([&](const std::string& other) { return other == wrong; });
    if (impl_.problems.has(wrong)) return;
    impl_.report({.key = slow_id(e.account, e.key),
                  .topic = Topic::failing,
                  .severity = Severity::warning,
                  .subject = cat(e.key.to_string(), " at its name servers"),
                  .detail = e.detail.empty() ? std::string("a name server stays behind the service") : e.detail,
                  .at_least = kSlow},
                 now_);
  }

  /// A service that takes or tells records does not refuse the account, whatever was remembered from before a restart.
  void answered(const std::string& account) { impl_.mend(cat("account:", account), now_); }

  [[nodiscard]] bool is_required(const SourceAsked& e) const {
    if (!impl_.setup) return true;
    const auto& sources = impl_.setup->sources;
    const auto found =
        std::find_if(sources.begin(), sources.end(), [&](const auto& one) { return one.id == e.source; });
    return found != sources.end() && found->required && (e.family == Family::ipv4 ? found->ipv4 : found->ipv6);
  }

  Impl& impl_;
  Now now_;
  Digested& out_;
};

}  // namespace

Digest::Digest(std::string channel, bool pulse, Route route, Rules rules, std::string host)
    : impl_(std::make_unique<Impl>(Impl{.channel = std::move(channel),
                                        .pulse = pulse,
                                        .route = std::move(route),
                                        .rules = rules,
                                        .host = std::move(host)})) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::restore(const std::string& key, const std::string& text) { impl_->problems.restore(key, text); }

void Digest::configure(Route route, Rules rules) {
  impl_->route = std::move(route);
  impl_->rules = rules;
}

Digested Digest::take(const Event& event) {
  Digested out;
  std::visit(Reader<Impl>(*impl_, event, out), event.payload);
  return out;
}

Digested Digest::tick(Now now) {
  Digested found, out;
  impl_->problems.tick(impl_->rules, now, found);
  if (impl_->pulse) {
    // It counts problems, and tells of none.
    impl_->round = {};
    return out;
  }
  out.notes = std::move(found.notes);
  for (auto& message : found.messages) impl_->send(std::move(message), out);
  auto message = impl_->round.close(now, [&](Topic topic) { return impl_->wants(topic); });
  if (message) impl_->send(std::move(*message), out);
  return out;
}

std::optional<SteadyTime> Digest::due() const {
  auto out = impl_->problems.due(impl_->rules);
  const auto round = impl_->pulse ? std::nullopt : impl_->round.due();
  if (round && (!out || *round < *out)) out = round;
  return out;
}

}  // namespace ddns::notify
