#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/random.h"
#include "ddns/dns/exchange.h"
#include "ddns/engine/control.h"
#include "ddns/engine/settings.h"
#include "ddns/events/sink.h"
#include "ddns/http/client.h"
#include "ddns/state/store.h"

namespace ddns::engine {

/// The doors to the world. References must outlive the Runner.
struct Environment {
  const Clock& clock;
  Random& random;
  http::HttpClientFactory& http;
  dns::Exchange& dns;
  state::Store& store;
  events::EventSink& sink;
  /// The machine's recursive servers as they are now: asked before each look at the name servers, because a laptop
  /// moves and a network may come after us. Called from several threads. Absent = there are none.
  std::function<std::vector<dns::Server>()> system_resolvers = {};
  /// Takes known secrets out of what a service said: some quote our credentials back at us. Called from several
  /// threads.
  std::function<std::string(std::string)> mask = {};
  /// Why the store lives in memory instead of its file: told already, and what is written to it counts as not written.
  std::optional<Error> state_lost = {};
  /// Records were written and nothing is under way any more. Called from the engine thread. Absent = nobody wants to
  /// know.
  std::function<void()> at_rest = {};
};

/// What the platform noticed.
enum class Notice : unsigned char { addresses, routes, resumed };

/// The engine with its threads: one engine thread that sleeps until something is due, lanes and source workers that
/// exist while they have work. Nothing ticks. Construction starts it; the destructor stops it (see stop()).
class Runner final : public Control {
 public:
  Runner(Environment environment, std::shared_ptr<const Settings> settings);
  ~Runner() override;

  [[nodiscard]] std::future<UpdateReport> update(UpdateRequest request) override;
  [[nodiscard]] std::future<PlanReport> plan() override;
  void pause(bool paused) override;

  /// Swaps the settings between two steps. Records that stay keep what is known about them; running jobs end first.
  void reload(std::shared_ptr<const Settings> settings);
  /// From the address watch: wakes the engine thread.
  void notice(Notice notice);
  /// `alive` is called once from the engine thread, between two steps: a sign that it still comes round. Not called
  /// when the engine stops before that.
  void ping(std::function<void()> alive);
  /// Ends lanes within 250 ms of their current wait, joins all threads, flushes the state. Idempotent; under 10 s.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::engine
