#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "damper.h"
#include "message.h"
#include "tuning.h"

/// Everything the engine knows: plain data with one owner, the engine thread.
namespace ddns::engine {

inline constexpr SteadyTime never = SteadyTime::max();

/// One source and one family.
struct Watch {
  std::size_t source = 0;
  Family family = Family::ipv4;
  bool event_backed = false;
  bool required = true;
  bool may_clear = false;  ///< some record shall go when the source is sure that there is no address
  std::vector<std::size_t> records = {};

  bool busy = false;
  std::vector<unsigned> rounds = {};       ///< being asked for these
  std::vector<unsigned> next_rounds = {};  ///< to be asked again for these when the answer is there
  SteadyTime asked_by_event = SteadyTime::min();
  SteadyTime ask_at = never;  ///< put off by the settle window, with ask_trigger
  events::Trigger ask_trigger = events::Trigger::address_change;
  std::size_t next_retry = source_retries.size();
  SteadyTime retry_at = never;

  std::optional<AddressSet> accepted = {};
  std::optional<WallTime> confirmed = {};
  std::optional<SteadyTime> confirmed_steady = {};
  std::optional<Error> failing = {};
  SteadyTime acts_at = SteadyTime::min();  ///< when the last gain acts; see Settings::settle
  Damper damper = {};
  std::optional<AddressSet> held = {};  ///< waits to be believed
  SteadyTime held_until{};
};

/// One asking of one or more sources.
struct Round {
  events::Trigger trigger = events::Trigger::interval;
  TraceId trace;
  SteadyTime began{};
  std::size_t open = 0;
  bool all = false;
  std::optional<Error> error = {};
};

enum class ProofStage : std::uint8_t {
  none,
  trust,    ///< at start: is what is remembered true?
  fresh,    ///< after a write or a read: until right or the deadline
  slow,     ///< the service is right, the servers are not yet
  routine,  ///< every verify_interval
};

struct Proof {
  ProofStage stage = ProofStage::none;
  bool in_flight = false;
  std::uint8_t step = 0;
  SteadyTime due = never;
  SteadyTime deadline = never;
};

/// What is known about one record of the settings.
struct Track {
  std::optional<std::size_t> account = {};  ///< absent: the settings name an account that does not exist
  std::optional<std::size_t> watch = {};

  std::optional<AddressSet> wanted = {};
  std::optional<Error> refusal = {};  ///< the wish cannot be met by this service
  std::optional<Published> published = {};
  std::optional<plan::ZoneRef> zone = {};
  bool settled = false;     ///< `published` was read, acknowledged or proved since the start
  bool unsure = false;      ///< the effect of a write is unknown
  bool resend = false;      ///< nothing can be read there: write again without trusting memory
  bool refreshing = false;  ///< with resend: it is right, and the service shall see that somebody cares
  bool must_read = false;   ///< asked for, or drift was seen
  bool drift = false;       ///< a name server gave a wrong answer: tell what the service says
  bool in_job = false;
  std::optional<std::string> insisted = {};   ///< during a job, by whom: what it found out is older than the wish
  bool failed_last = false;                   ///< also when the wish has changed since
  SteadyTime not_before = SteadyTime::min();  ///< the service's limits
  SteadyTime retry_at = SteadyTime::min();    ///< back-off of `trouble`
  SteadyTime resend_at = SteadyTime::min();   ///< unreadable services: next resend that a wrong answer may cause
  unsigned resends = 0;
  SteadyTime refresh_from = SteadyTime::min();  ///< next refresh, whatever the wall clock says
  std::unique_ptr<plan::History> trouble = {};  ///< absent = no failure since the last success

  events::Trigger trigger = events::Trigger::start;
  TraceId trace{};
  std::string actor = {};
  std::optional<SteadyTime> detected = {};  ///< since when the wish is known and not yet proved
  Proof proof = {};
};

struct Account {
  bool busy = false;
  std::shared_ptr<Pacer> pacer;
  plan::History history = {};
  std::optional<Error> paused = {};
  SteadyTime paused_until = SteadyTime::min();    ///< never = waits for a person
  std::map<DomainName, SteadyTime> written = {};  ///< only where the service has a minimum interval
};

/// An update request on its way.
struct UpdateTicket {
  Ticket id = 0;
  bool force = false;
  std::string actor = {};
  std::optional<unsigned> round = {};               ///< while its sources are asked
  std::vector<std::size_t> records = {};            ///< ascending
  std::map<std::size_t, RecordOutcome> notes = {};  ///< what happened since
};

struct PlanTicket {
  Ticket id = 0;
  std::optional<unsigned> round = {};
  std::vector<std::size_t> waiting = {};  ///< accounts not asked yet
  std::size_t open = 0;                   ///< accounts being asked
  PlanReport report = {};
};

struct World {
  std::shared_ptr<const Settings> settings;
  std::shared_ptr<const Settings> next_settings = {};  ///< waits for the lanes to end
  SteadyTime cut_off_at = never;                       ///< and they are made to end then
  unsigned generation = 0;
  bool loaded = false;
  bool paused = false;

  std::vector<Watch> watches;
  std::vector<Track> tracks;      ///< as Settings::records
  std::vector<Account> accounts;  ///< as Settings::accounts
  std::map<unsigned, Round> rounds;
  unsigned last_round = 0;
  SteadyTime safety_due = never;
  std::size_t checks_running = 0;

  std::map<std::size_t, std::vector<state::Intent>> dangling;  ///< by record: intents whose effect is unknown
  std::vector<UpdateTicket> updates;
  std::vector<PlanTicket> plans;
  JournalBatch journal;
  bool journal_busy = false;
};

/// The settings laid out as a world that knows nothing yet.
[[nodiscard]] World make_world(std::shared_ptr<const Settings> settings);
/// What the old world knew about records, accounts and sources that are still the same.
void carry_over(World& old, World& fresh);

}  // namespace ddns::engine
