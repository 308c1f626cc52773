#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "config_file.h"

namespace ddns::app {

/// Follows the proofs of a running instance over its own listener, so that `once` beside it ends when everything it
/// asked for is known to be true, as it does alone. Make it before the update is asked for: a proof counts when it is
/// newer than that.
class InstanceProofs {
 public:
  explicit InstanceProofs(const config::Configuration& configuration);

  /// Waits until every record of the update document that ought to be provable is proved anew, at most `patience`.
  /// Returns sentences about those that are not.
  [[nodiscard]] std::vector<std::string> wait(std::string_view update_json, std::chrono::milliseconds patience);

 private:
  using Id = std::tuple<std::string, std::string, std::string, std::string>;  ///< account, name, type, line
  struct State {
    bool provable = false;  ///< at authoritative name servers
    std::string verified;   ///< when; empty = never
    std::string doubt;
  };
  using States = std::map<Id, State>;

  [[nodiscard]] static std::vector<Id> written(std::string_view update_json);
  /// Nothing when the instance does not answer.
  [[nodiscard]] States look() const;

  const config::Configuration& configuration_;
  States before_;
};

}  // namespace ddns::app
