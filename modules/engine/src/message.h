#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ddns/engine/control.h"
#include "ddns/engine/runner.h"
#include "ddns/events/event.h"
#include "ddns/ipsource/ip_source.h"
#include "pacer.h"
#include "values.h"

/// What goes into Engine::step and what comes out.
namespace ddns::engine {

/// Names a request whose asker waits for an answer.
using Ticket = std::uint64_t;

// --- in ------------------------------------------------------------------------------------------------------------
/// What the state store held at start. Always the first message.
struct Loaded {
  std::vector<state::Intent> dangling = {};
  std::vector<state::Block> blocks = {};
  std::vector<state::Remembered> rows = {};
};
struct Noticed {
  Notice notice = Notice::addresses;
};
struct UpdateAsked {
  Ticket ticket = 0;
  UpdateRequest request;
};
struct PlanAsked {
  Ticket ticket = 0;
};
struct PauseAsked {
  bool paused = false;
};
struct NewSettings {
  std::shared_ptr<const Settings> settings;
};
struct SourceAnswered {
  unsigned generation = 0;
  std::size_t watch = 0;
  ipsource::Sighting sighting;
  std::chrono::milliseconds took{0};
};
/// Records that a lane is done with, while it goes on with others.
struct RecordsDone {
  std::size_t account = 0;
  std::vector<RecordResult> results;
};
/// The lane has ended. Lanes never outlive their settings' generation.
struct LaneDone {
  std::size_t account = 0;
  std::vector<RecordResult> results = {};   ///< those not told before
  std::optional<Error> account_error = {};  ///< concerns the whole account
  unsigned successes = 0;                   ///< calls the service answered well
};
struct PreviewDone {
  Ticket ticket = 0;
  std::size_t account = 0;
  std::vector<plan::Plan> plans = {};
  std::vector<PlanReport::Failure> failures = {};
};
struct ChecksDone {
  unsigned generation = 0;
  std::vector<CheckResult> results;
};
struct JournalDone {};

/// As events::Payload: a variant whose special members are compiled once.
struct Message : std::variant<Loaded, Noticed, UpdateAsked, PlanAsked, PauseAsked, NewSettings, SourceAnswered,
                              RecordsDone, LaneDone, PreviewDone, ChecksDone, JournalDone> {
  using variant::variant;
  Message(const Message& other);
  Message(Message&& other) noexcept;
  Message& operator=(const Message& other);
  Message& operator=(Message&& other) noexcept;
  ~Message();
};

// --- out -----------------------------------------------------------------------------------------------------------
struct SourceJob {
  std::shared_ptr<const Settings> settings;
  unsigned generation = 0;
  std::size_t watch = 0;
  std::size_t source = 0;
  Family family = Family::ipv4;
  TraceId trace;
};
struct LaneJob {
  std::shared_ptr<const Settings> settings;
  std::size_t account = 0;
  std::vector<LaneRecord> records;
  std::shared_ptr<Pacer> pacer;
  bool probe = false;                  ///< the account failed before: one call at a time until one succeeds
  std::optional<Ticket> preview = {};  ///< read and plan only; ends with PreviewDone
  TraceId trace;
};
struct CheckJob {
  std::shared_ptr<const Settings> settings;
  unsigned generation = 0;
  std::size_t account = 0;
  std::vector<Check> checks;
  TraceId trace;
};
struct JournalJob {
  JournalBatch batch;
};

struct Job : std::variant<SourceJob, LaneJob, CheckJob, JournalJob> {
  using variant::variant;
  Job(const Job& other);
  Job(Job&& other) noexcept;
  Job& operator=(const Job& other);
  Job& operator=(Job&& other) noexcept;
  ~Job();
};

struct StepResult {
  std::vector<Job> jobs = {};
  SteadyTime next_due = SteadyTime::max();  ///< max = nothing but a message can make work
  std::vector<events::Event> events = {};
  std::vector<std::pair<Ticket, UpdateReport>> updates = {};
  std::vector<std::pair<Ticket, PlanReport>> plans = {};
  bool network_changed = false;  ///< the HTTP clients shall forget what they know of the network
  bool wind_down = false;        ///< lanes shall end after the calls in flight
  bool cut_off = false;          ///< and now these calls too
};

}  // namespace ddns::engine
