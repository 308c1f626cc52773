#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ddns/notify/digest.h"

namespace ddns::notify {

/// An address change and everything that follows from it, gathered into one message; or records that were written for
/// another reason.
class Round {
 public:
  using Id = std::pair<std::string, RecordKey>;  ///< account and key

  /// `followers`: the records that this address feeds and this channel wants.
  void changed(const events::AddressChanged& change, const std::vector<Id>& followers, const Rules& rules,
               SteadyTime now);
  void updated(const events::RecordUpdated& update, const Rules& rules, SteadyTime now);
  void failed(const events::RecordUpdateFailed& failure, const Rules& rules, SteadyTime now);
  void kept(const events::RecordKept& kept, const Rules& rules, SteadyTime now);

  [[nodiscard]] std::optional<SteadyTime> due() const { return due_; }
  /// The message, when it is time; `wants` says which topics the channel takes.
  [[nodiscard]] std::optional<Message> close(Now now, const std::function<bool(Topic)>& wants);

 private:
  enum class Result { updated, failed, unchanged };
  struct Outcome {
    Result result = Result::unchanged;
    AddressSet before, after;
    std::string detail;
  };
  void note(const Id& id, Outcome outcome, const Rules& rules, SteadyTime now);
  [[nodiscard]] bool awaits(const Id& id) const { return awaited_.contains(id); }
  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] FamilyFacts facts(Family family) const;

  std::vector<events::AddressChanged> changes_;
  std::set<Id> awaited_;
  std::map<Id, Outcome> outcomes_;
  std::optional<SteadyTime> due_;
};

}  // namespace ddns::notify
