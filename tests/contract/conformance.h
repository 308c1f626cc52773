#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ddns/plan/operation.h"
#include "ddns/plan/zone_state.h"
#include "ddns/provider/provider.h"
#include "support/exchange_script.h"
#include "support/stub_server.h"

/// What a provider must show before it may stand in the catalogue. A provider's scenarios are values: which requests
/// it must send, byte for byte, what the service answers, and what must come out. README.md says how to write them.
namespace ddns::contract {

/// Everything that is looked at. Each set must have a scenario for each case, or say why it has none; the cases after
/// `derived` are made from the others by the suite where the far side is HTTP (a set may still write its own).
enum class Case {
  find_zone,
  read_empty,
  read_existing,
  read_pages,  ///< an answer in two pages
  create_a,
  create_aaaa,
  update,
  keeps_attributes,  ///< an update sends nothing the user did not set, and keeps what stands
  two_values,        ///< an RRset with two addresses
  remove,
  batch,
  auth_failure,
  not_found,
  conflict,
  rate_limited,        ///< with Retry-After
  server_error,        ///< derived: 500
  html_answer,         ///< derived: 200 and a web page (a captive portal)
  truncated_answer,    ///< derived: the body ends in the middle
  timeout,             ///< derived: no answer before the deadline
  dropped_connection,  ///< derived: closed without an answer
  wrong_content_type,  ///< derived: the right body labelled text/plain
  unknown_fields,      ///< derived: every JSON object has fields nobody knows
  secret_echo,         ///< derived: an error page that repeats the request, and a refusal whose words do
};
[[nodiscard]] const std::vector<Case>& all_cases();
[[nodiscard]] std::string_view to_string(Case which) noexcept;
[[nodiscard]] bool is_derived(Case which) noexcept;

/// A setting as the user would write it. In every text `{endpoint}` stands for the stub server's URL.
using Setting = std::variant<std::string, std::vector<std::string>, std::vector<std::pair<std::string, std::string>>>;
using Settings = std::vector<std::pair<std::string, Setting>>;

/// One HTTP request that must come, and its answer. As strict as test::Expected; a target with '?' is compared byte by
/// byte, while `query` names decoded parameters in any order (for signatures: test::anything and `check`).
struct Step {
  std::string method = "GET";
  std::string target = "/";
  test::Pairs query = {};
  test::Pairs headers = {};  ///< all but Host, User-Agent, Connection, Content-Length, Accept, Accept-Encoding
  std::string body = {};     ///< exact bytes; or
  std::string json = {};     ///< equal as JSON; or
  test::Pairs form = {};     ///< form fields, decoded
  test::Reply reply = {};
  std::function<test::Reply(const test::SeenRequest&)> answer =
      {};  ///< instead of `reply`, when it depends on the request
  std::function<std::string(const test::SeenRequest&)> check = {};  ///< a text says what is wrong
  std::optional<bool> writes = {};  ///< whether it changes records; absent: every method but GET and HEAD does
};

/// A far side that is not HTTP (a DNS server, a file): made anew for each scenario, lives as long as its call.
class Peer {
 public:
  virtual ~Peer() = default;
  /// The settings that point at it; they win over the set's.
  [[nodiscard]] virtual Settings settings() const { return {}; }
  /// Asked once after the call: every difference from what should have come; empty = fine.
  [[nodiscard]] virtual std::string problems() { return {}; }
};

struct FindZones {
  std::vector<DomainName> names;
};
using Action = std::variant<FindZones, provider::ReadScope, plan::Unit>;

/// What an Error must be. Messages are checked by the suite: not empty, no secret, valid UTF-8, short.
struct Failure {
  Reason reason = Reason::internal;
  Effect effect = Effect::none;
  std::string service_code = {};
  std::optional<std::chrono::seconds> retry_after = {};
  std::string mentions = {};  ///< must stand in the message
};
/// One per operation of the unit.
using Outcomes = std::vector<std::variant<provider::Ack, Failure>>;
/// A lone Failure is that of FindZones or Read, or of every operation. Order does not matter within zones and records.
using Expectation = std::variant<std::vector<plan::ZoneRef>, plan::ZoneState, Outcomes, Failure>;

struct Scenario {
  Case which = Case::find_zone;
  Action action = {};
  std::vector<Step> steps = {};  ///< in order, each once
  Expectation expected = {};
  Settings settings = {};                            ///< beside and over the set's
  std::function<std::unique_ptr<Peer>()> peer = {};  ///< instead of steps
  std::string note = {};                             ///< what is special, for the test's name in failures
  bool masked = false;  ///< errors are judged as people see them: after the engine took known secrets out
};

/// How a service refuses a call with words of its own for people.
struct Refusal {
  std::function<test::Reply(const std::string& words)> reply = {};
  Failure failure = {};  ///< what must come of it
};

/// All that is asked of one catalogue id.
struct ScenarioSet {
  std::string id;
  /// The account's settings. Give every secret a telling value of eight characters or more: the suite looks for it in
  /// every message. `endpoint` is set to "{endpoint}" + base_path unless named here.
  Settings settings = {};
  std::string base_path = {};  ///< e.g. "/client/v4"; the targets of steps begin with it
  std::vector<Scenario> scenarios = {};
  /// Where the service's words get into messages: secret_echo puts the whole request into them.
  std::optional<Refusal> refusal = {};
  std::map<Case, std::string> skipped = {};  ///< why the case makes no sense here
  /// Why an account with these settings can other things than the catalogue's row says; empty = it cannot.
  std::string capabilities_differ = {};
};

/// Shorthands for scenario files; a bad text terminates.
[[nodiscard]] DomainName name(std::string_view text);
[[nodiscard]] IpAddress ip(std::string_view text);
[[nodiscard]] RecordKey key(std::string_view name, RecordType type, std::string line = {});

/// A and AAAA of one name.
[[nodiscard]] provider::ReadScope both_of(std::string_view name, plan::ZoneRef zone);
/// One call that fails.
[[nodiscard]] Scenario fails(Case which, plan::Unit unit, Step step, Failure failure, std::string note);

/// A text as it stands between the quotes of a JSON string.
[[nodiscard]] std::string in_json(std::string_view text);

/// All derived cases skipped for one reason, for sets without HTTP.
[[nodiscard]] std::map<Case, std::string> skip_derived(const std::string& reason);

/// From every tests/contract/<name>_scenarios.cpp, which defines `std::vector<ScenarioSet> <name>_scenarios()` in this
/// namespace; CMake makes the list.
[[nodiscard]] const std::vector<ScenarioSet>& all_sets();

}  // namespace ddns::contract
