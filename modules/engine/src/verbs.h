#pragma once

#include <string_view>
#include <vector>

#include "gate.h"
#include "message.h"
#include "observed.h"
#include "tuning.h"

namespace ddns::engine {

/// The provider's verbs as a lane uses them: each waits for the rate window, has its own deadline and observed doors,
/// is timed and published (OperationFinished), and tells the gate how it went. When the gate is closed they answer
/// Reason::cancelled with Effect::none at once: nothing was tried. Safe to use from several threads.
class Verbs {
 public:
  Verbs(const LaneJob& job, const Environment& environment, Waiter& waiter, http::HttpClient& http,
        std::stop_token stop, Gate& gate);

  /// `retry`: an earlier call about the same failed.
  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names, bool retry);
  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, bool retry);
  /// As many outcomes as operations.
  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, bool retry);

 private:
  [[nodiscard]] Status my_turn();
  struct Trial {
    Verb verb;
    std::string_view operation;
    SteadyTime began;
    bool retry;
  };
  [[nodiscard]] Trial begin(Verb verb, std::string_view operation, bool retry) const;
  void finish(const Trial& trial, const Error* error);
  template <class Work>
  auto run(std::string_view operation, const Work& work);

  const LaneJob& job_;
  const AccountSettings& account_;
  const Environment& environment_;
  http::HttpClient& http_;
  std::stop_token stop_;
  Gate& gate_;
  Waiter& waiter_;
  Pacing pacing_;
};

/// True for what Verbs answers when nothing was tried.
[[nodiscard]] bool untried(const Error& error) noexcept;

}  // namespace ddns::engine
