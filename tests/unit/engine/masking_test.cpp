// Secrets in what services and sources say, and times of the state store: what lanes tell beside their results.
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "simulation.h"

namespace ddns::test {
namespace {

constexpr std::string_view canary = "canary-4711";

std::string hide(std::string text) { return replace_all(text, canary, "******"); }
Error quoting(Reason reason) {
  return {.reason = reason, .message = cat("bad token ", canary), .service_code = std::string(canary)};
}

/// Everything in the events that could hold a text from outside.
std::string texts(const Simulation& sim) {
  std::string all;
  const auto add = [&](const std::optional<Error>& error) {
    if (error) all += cat(error->message, error->service_code, "\n");
  };
  for (const auto& call : sim.all<events::CallFinished>()) add(call.error);
  for (const auto& done : sim.all<events::OperationFinished>()) add(done.error);
  for (const auto& failed : sim.all<events::RecordUpdateFailed>()) add(failed.error);
  for (const auto& paused : sim.all<events::AccountPaused>()) add(paused.error);
  for (const auto& cycle : sim.all<events::CycleFinished>()) add(cycle.error);
  for (const auto& asked : sim.all<events::SourceAsked>()) {
    if (const auto* unavailable = std::get_if<Unavailable>(&asked.observation)) add(unavailable->why);
    for (const Error& error : asked.vote_errors) add(error);
  }
  for (const auto& doubted : sim.all<events::RecordDoubted>()) all += doubted.detail + "\n";
  return all;
}

TEST(Masking, what_a_service_quotes_of_our_secrets_shows_in_no_event_and_no_history) {
  for (const char* verb : {"zones", "read", "write"}) {
    Simulation sim;
    sim.simple();
    sim.mask = hide;
    sim.provider().on_call = [&](std::string_view now, const Call&) {
      if (now == verb) sim.provider().fail_next({quoting(Reason::rejected)});
    };
    sim.start();
    const auto all = texts(sim);
    EXPECT_NE(all.find("bad token ******"), std::string::npos) << verb;
    EXPECT_EQ(all.find(canary), std::string::npos) << verb;
    for (const auto& row : sim.store.all_history()) EXPECT_EQ(row.detail.find(canary), std::string::npos) << verb;
  }
}

TEST(Masking, nor_does_what_a_transport_or_a_source_says) {
  Simulation sim;
  sim.simple();
  sim.mask = hide;
  sim.provider().uses_http = true;
  sim.http.answer = [](const http::Request&) -> Result<http::Response> { return fail(quoting(Reason::connect)); };
  sim.start();
  sim.source().say(quoting(Reason::malformed));
  sim.run_for(10min);
  const auto all = texts(sim);
  EXPECT_NE(all.find("******"), std::string::npos);
  EXPECT_EQ(all.find(canary), std::string::npos);
}

TEST(Masking, a_reload_leaves_it_to_the_mask_which_secrets_it_knows) {
  // The mask keeps former secrets: a lane of the old settings may fail after the new ones are known.
  Simulation sim;
  sim.simple();
  sim.mask = hide;
  sim.hold_jobs = true;
  sim.start();
  sim.reload();
  sim.provider().fail_always(quoting(Reason::auth));
  sim.release();
  sim.run_for(1min);
  EXPECT_EQ(texts(sim).find(canary), std::string::npos);
  EXPECT_NE(texts(sim).find("bad token ******"), std::string::npos);
}

TEST(StateWrites, are_timed_each) {
  Simulation sim;
  sim.simple();
  sim.store.on_transaction = [&] { sim.clock.advance(2500us); };
  sim.start();
  const auto writes = sim.all<events::StateWritten>();
  ASSERT_GE(writes.size(), 2U) << "the intent and its end";
  for (const auto& write : writes) EXPECT_EQ(write.took, 2500us);
  EXPECT_TRUE(writes[0].news);
  EXPECT_FALSE(writes[1].news);
}

}  // namespace
}  // namespace ddns::test
