// Whom the history names.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

const RecordKey home = key_of("home.example.com");

/// Who wrote what, from the history.
std::vector<std::string> writers(const Simulation& sim) {
  std::vector<std::string> all;
  for (const auto& row : sim.store.all_history()) {
    if (row.kind == state::HistoryKind::update) all.push_back(row.after + " by " + row.actor);
  }
  return all;
}

TEST(History, names_the_person_who_asked_and_nobody_for_what_we_do_ourselves) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.source().say({"10.0.0.2"});
  (void)sim.update({.actor = "api 127.0.0.1"});
  sim.run_for(1min);
  EXPECT_EQ(writers(sim), (std::vector<std::string>{"10.0.0.1 by start", "10.0.0.2 by api 127.0.0.1"}));
  EXPECT_EQ(sim.store.all_history().back().kind, state::HistoryKind::verified);
  EXPECT_EQ(sim.store.all_history().back().actor, "api 127.0.0.1") << "the proof of what was asked for";

  // Asked again, and there was nothing to do: what we mend later is our own doing.
  (void)sim.update({.actor = "api 127.0.0.1"});
  sim.provider().put(home, {"10.0.0.99"});
  sim.run_for(20min);
  EXPECT_EQ(writers(sim).back(), "10.0.0.2 by verification");

  sim.source().say({"10.0.0.3"});
  sim.notice(engine::Notice::addresses);
  sim.run_for(1min);
  EXPECT_EQ(writers(sim).back(), "10.0.0.3 by address_change");

  sim.provider().put(home, {"10.0.0.99"});
  (void)sim.update({.force = true, .actor = "signal"});
  EXPECT_EQ(writers(sim).back(), "10.0.0.3 by signal");
  EXPECT_EQ(writers(sim).size(), 5U);
}

}  // namespace
}  // namespace ddns::test
