#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "ddns/notify/digest.h"

namespace ddns::notify {

/// Something is wrong with a subject. `failures` in a row, or 0 to have them counted here.
struct Trouble {
  std::string key;  ///< "record:…", "account:…": one message for each
  Topic topic = Topic::failing;
  Severity severity = Severity::critical;
  std::string subject;  ///< begins the sentence: "home.example.com A"
  std::string detail;
  unsigned failures = 0;
  bool at_once = false;  ///< no blip passes like this: a refused configuration
  /// Not zero: time alone tells, and at least so much of it.
  std::chrono::milliseconds at_least{0};
};

/// Problems from their first sign to their end. A problem is quiet until it is ripe, then announced once, and its end
/// is announced once; one that ends before it was announced leaves no trace. What is ripe at about the same time is
/// told together, by topic.
class Problems {
 public:
  void report(const Trouble& trouble, const Rules& rules, Now now);
  void mend(const std::string& key, const Rules& rules, Now now);
  /// Drops without a word what `gone` says; announced ones are noted as over.
  void forget(const std::function<bool(const std::string& key)>& gone, Digested& out);
  /// Drops what was not yet announced.
  void drop_quiet(const std::function<bool(const std::string& key)>& which);

  void tick(const Rules& rules, Now now, Digested& out);
  [[nodiscard]] std::optional<SteadyTime> due(const Rules& rules) const;

  [[nodiscard]] bool has(const std::string& key) const { return open_.contains(key); }
  [[nodiscard]] bool any_announced() const;
  void restore(const std::string& key, const std::string& text);

 private:
  enum class Stage { quiet, ripe, announced };
  struct Problem {
    Trouble trouble;
    Stage stage = Stage::quiet;
    SteadyTime first{};
    WallTime since{};
  };
  [[nodiscard]] static SteadyTime ripe_at(const Problem& problem, const Rules& rules);
  void ripen(Problem& problem, const Rules& rules, SteadyTime now);
  void announce(Now now, Digested& out);
  void tell_mended(Now now, Digested& out);

  std::map<std::string, Problem> open_;
  std::map<std::string, Problem> mended_;  ///< announced ones whose end is not told yet
  std::optional<SteadyTime> flush_;
};

}  // namespace ddns::notify
