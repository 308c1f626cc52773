#include "ddns/log/observer.h"

#include "ddns/core/counted.h"
#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "fields.h"

namespace ddns::log {
namespace {

using namespace events;

/// One overload per event: the level, the sentence, the fields.
class Teller {
 public:
  using Troubles = std::map<std::pair<std::string, Family>, std::string>;

  Teller(Logger& logger, const Event& event, Troubles& troubles, bool& state_failed)
      : logger_(logger), event_(event), fields_(event), troubles_(troubles), state_failed_(state_failed) {}

  void operator()(const ProcessStarted& e) { say(Level::info, "process", cat("ddns-sidecar ", e.version, " starts")); }
  void operator()(const ProcessReady&) { say(Level::info, "process", "configuration loaded, running"); }
  void operator()(const ProcessStopping& e) { say(Level::info, "process", cat("stopping: ", e.why)); }
  void operator()(const ProcessStopped& e) {
    say(Level::info, "process", cat("stopped after ", e.took.count(), " ms"));
  }

  void operator()(const ListenerChanged& e) {
    if (!e.error) {
      return say(Level::info, "web", e.address.empty() ? "no listener any more" : cat("listening on ", e.address));
    }
    fields_.error(*e.error);
    const auto left =
        e.address.empty() ? std::string("no listener, updating goes on") : cat("the listener stays at ", e.address);
    say(Level::error, "web", cat(left, ": ", e.error->message));
  }

  void operator()(const ConfigLoaded& e) {
    fields_.add("file.path", e.path).outcome(true);
    say(e.warnings > 0 ? Level::warn : Level::info, "config",
        cat(e.reload ? "configuration reloaded: " : "configuration loaded: ",
            counted(e.setup.records.size(), "record set"), ", ", counted(e.setup.accounts.size(), "account"), ", ",
            counted(e.setup.sources.size(), "source"), ", ", counted(e.warnings, "warning")));
  }
  void operator()(const ConfigRejected& e) {
    fields_.add("file.path", e.path).outcome(false);
    say(Level::error, "config",
        cat("reload refused, the former configuration stays in force: ", e.errors, " errors, first: ", e.first));
  }
  void operator()(const PauseChanged& e) {
    say(Level::warn, "engine", e.paused ? "paused: nothing is written until resumed" : "resumed");
  }

  void operator()(const CycleStarted& e) {
    fields_.add("event.reason", std::string(to_string(e.trigger)));
    say(Level::debug, "engine", "detection round begins");
  }
  void operator()(const CycleFinished& e) {
    fields_.add("event.reason", std::string(to_string(e.trigger))).took(e.took).outcome(!e.error);
    if (e.error) fields_.error(*e.error);
    say(Level::debug, "engine",
        e.error ? cat("detection round ended without every address: ", e.error->message) : "detection round ended");
  }

  void operator()(const SourceAsked& e) {
    fields_.add("labels.source", e.source).add("network.type", std::string(to_string(e.family))).took(e.took);
    const Level level = is_new_trouble(e) ? Level::warn : Level::debug;
    for (const auto& rejected : e.rejected) tell_rejected(e, rejected, level);
    if (e.disagreement)
      say(level, "source", cat("source ", e.source, ": its witnesses disagree about ", to_string(e.family)));
    if (const auto* known = std::get_if<Known>(&e.observation)) {
      fields_.addresses(known->addresses).outcome(true);
      return say(Level::debug, "source",
                 cat("source ", e.source, " knows ", to_string(e.family), ": ", known->addresses.to_string()));
    }
    const Error& why = std::get<Unavailable>(e.observation).why;
    fields_.error(why).outcome(false);
    say(level, "source",
        cat("source ", e.source, " cannot tell ", to_string(e.family), ", records stay as they are: ", why.message));
  }
  void operator()(const AddressChanged& e) {
    fields_.add("labels.source", e.source).addresses(e.after);
    say(Level::info, "source",
        cat("address changed at ", e.source, ": ", e.before.to_string(), " → ", e.after.to_string()));
  }

  void operator()(const CallFinished& e) {
    fields_.account(e.account, e.provider).took(e.took).outcome(!e.error);
    fields_.add("url.domain", e.host).add("http.request.method", e.method).add("labels.operation", e.operation);
    if (e.status != 0) fields_.add("http.response.status_code", std::int64_t{e.status});
    fields_.add("span.id", e.span.to_string());
    if (e.error) fields_.error(*e.error);
    say(Level::debug, "call",
        cat(e.method, " ", e.host, " for ", e.operation, e.error ? " failed" : " answered ",
            e.error ? std::string() : std::to_string(e.status)));
  }
  void operator()(const OperationFinished& e) {
    fields_.account(e.account, e.provider).add("labels.operation", e.operation).took(e.took).outcome(!e.error);
    if (e.error) fields_.error(*e.error);
    say(Level::debug, "provider",
        cat(e.operation, " at ", e.account, e.error ? " failed: " + e.error->message : " done"));
  }
  void operator()(const PlanMade& e) {
    fields_.account(e.account);
    say(Level::debug, "engine",
        cat("plan for zone ", e.plan.zone.name.is_root() ? "." : e.plan.zone.name.text(), ": ", e.plan.changes.size(),
            " changes, ", e.plan.kept.size(), " kept, ", e.plan.refused.size(), " refused"));
  }

  void operator()(const RecordUpdated& e) {
    fields_.record(e.key).account(e.account, e.provider).addresses(e.after).outcome(true);
    fields_.add("event.reason", std::string(to_string(e.trigger)));
    say(Level::info, "record",
        e.unchanged ? cat(e.key.to_string(), " was ", e.after.to_string(), " already")
                    : cat(e.key.to_string(), ": ", e.before.to_string(), " → ", e.after.to_string()));
  }
  void operator()(const RecordUpdateFailed& e) {
    fields_.record(e.key).account(e.account, e.provider).addresses(e.wanted).error(e.error).outcome(false);
    fields_.add("labels.failures", std::int64_t{e.failures});
    const std::string next = e.next_attempt ? "next attempt " + format_rfc3339(*e.next_attempt) : "waits for a person";
    say(Level::error, "record", cat(e.key.to_string(), " not updated: ", e.error.message, "; ", next));
  }
  void operator()(const RecordKept& e) {
    fields_.record(e.key).account(e.account).addresses(e.addresses);
    say(Level::debug, "record", cat(e.key.to_string(), " is right: ", e.addresses.to_string()));
  }
  void operator()(const RecordVerified& e) {
    fields_.record(e.key).account(e.account).addresses(e.addresses).outcome(true);
    if (e.since_detection) fields_.took(*e.since_detection);
    const auto how = e.mode == plan::Verification::authoritative ? cat("at ", e.witnesses, " name servers")
                                                                 : std::string("by reading it back");
    // The first proof after a change is news; the later ones are routine.
    say(e.since_detection ? Level::info : Level::debug, "verify", cat(e.key.to_string(), " proved ", how));
  }
  void operator()(const RecordDoubted& e) {
    fields_.record(e.key).account(e.account).outcome(false).add("event.reason", std::string(to_string(e.doubt)));
    const std::string_view what = e.slow    ? "the service has it right, its name servers not yet"
                                  : e.wrong ? "a name server answers wrongly"
                                            : "cannot be verified";
    say(Level::warn, "verify", cat(e.key.to_string(), ": ", what, ": ", e.detail));
  }

  void operator()(const AccountPaused& e) {
    fields_.account(e.account, e.provider).error(e.error);
    const std::string until = e.until ? "until " + format_rfc3339(*e.until) : "until its settings change";
    say(Level::warn, "account", cat("account ", e.account, " pauses ", until, ": ", e.error.message));
  }
  void operator()(const AccountResumed& e) {
    fields_.account(e.account, e.provider);
    say(Level::info, "account", cat("account ", e.account, " works again"));
  }
  void operator()(const StateWritten& e) {
    if (!e.news) return;
    const bool news = std::exchange(state_failed_, false);
    say(news ? Level::info : Level::debug, "state", news ? "state is written again" : "state is written");
  }
  void operator()(const StateFailed& e) {
    if (!e.news) return;
    state_failed_ = true;
    fields_.error(e.error);
    say(Level::error, "state", e.error.message);
  }
  void operator()(const StateRebuilt& e) {
    fields_.add("file.path", e.moved_to);
    say(Level::error, "state",
        cat("the state file was damaged, lies now at ", e.moved_to, ", and is rebuilt from what the services say"));
  }
  void operator()(const HttpServed& e) {
    fields_.add("http.request.method", e.method).add("http.response.status_code", std::int64_t{e.status}).took(e.took);
    say(Level::debug, "web", cat(e.method, " ", e.handler, " answered ", e.status));
  }

  void operator()(const NotificationTried& e) {
    fields_.add("labels.channel", e.channel).took(e.took).outcome(!e.error);
    if (!e.error && !e.remark.empty()) {
      return say(Level::warn, "notify", cat("channel ", e.channel, " delivered: ", e.title, ", but ", e.remark));
    }
    if (!e.error) {
      return say(e.routine ? Level::debug : Level::info, "notify", cat("channel ", e.channel, " delivered: ", e.title));
    }
    fields_.error(*e.error);
    const auto then = e.next_attempt ? "next attempt " + format_rfc3339(*e.next_attempt) : std::string("given up");
    say(e.next_attempt ? Level::warn : Level::error, "notify",
        cat("channel ", e.channel, " did not deliver: ", e.title, ": ", e.error->message, "; ", then));
  }
  void operator()(const NotificationsPending& e) {
    say(Level::debug, "notify", cat(e.count, " notifications wait for delivery"));
  }
  void operator()(const BridgeSent& e) {
    fields_.add("labels.robot", e.robot).took(e.took).outcome(!e.error);
    if (e.error) fields_.error(*e.error);
    say(e.error ? Level::warn : Level::info, "bridge",
        e.error ? cat("robot ", e.robot, " did not take the alerts: ", e.error->message)
                : cat("robot ", e.robot, " took the alerts"));
  }

 private:
  /// What is wrong with an answer, as one text; empty when nothing is.
  static std::string trouble_of(const SourceAsked& e) {
    std::string out;
    for (const auto& rejected : e.rejected) out += cat(rejected.address.to_string(), ' ', rejected.detail, '\n');
    if (e.disagreement) out += "disagreement\n";
    if (const auto* unavailable = std::get_if<Unavailable>(&e.observation)) out += unavailable->why.message;
    return out;
  }

  bool is_new_trouble(const SourceAsked& e) {
    auto trouble = trouble_of(e);
    auto& last = troubles_[{e.source, e.family}];
    return std::exchange(last, trouble) != trouble;
  }

  void tell_rejected(const SourceAsked& e, const plan::Rejected& rejected, Level level) {
    FieldList fields(event_, "address-rejected");
    fields.add("labels.source", e.source).add("event.reason", std::string(plan::to_string(rejected.why)));
    logger_.write(level, "source",
                  cat("source ", e.source, ": ", rejected.address.to_string(), " is not published: ", rejected.detail),
                  fields.fields());
  }

  void say(Level level, std::string_view component, const std::string& message) {
    logger_.write(level, component, message, fields_.fields());
  }

  Logger& logger_;
  const Event& event_;
  FieldList fields_;
  Troubles& troubles_;
  bool& state_failed_;
};

/// Most events of a busy minute are debug: they should cost nothing when nobody reads them.
bool is_routine(const Payload& payload) {
  return std::holds_alternative<CallFinished>(payload) || std::holds_alternative<OperationFinished>(payload) ||
         std::holds_alternative<HttpServed>(payload) || std::holds_alternative<RecordKept>(payload) ||
         std::holds_alternative<PlanMade>(payload) || std::holds_alternative<CycleStarted>(payload) ||
         std::holds_alternative<CycleFinished>(payload);
}

}  // namespace

void LogObserver::publish(const Event& event) noexcept {
  if (is_routine(event.payload) && !logger_.enabled(Level::debug)) return;
  try {
    std::visit(Teller(logger_, event, troubles_, state_failed_), event.payload);
  } catch (const std::exception&) {
    // Out of memory: the next event may do better, and nobody can be told now.
  }
}

}  // namespace ddns::log
