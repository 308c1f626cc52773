// What is told about writes of the state.
#include "../../../modules/engine/src/journal.h"

#include <gtest/gtest.h>

#include "engine_fakes.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"

namespace ddns::test {
namespace {

struct Bench {
  ManualClock clock;
  ScriptedRandom random;
  FakeHttpFactory http;
  NameServers dns{[](const RecordKey&, const dns::Server&) { return AddressSet{}; }};
  MemoryStore store;
  RecordingSink sink;
  engine::Environment environment{
      .clock = clock, .random = random, .http = http, .dns = dns, .store = store, .sink = sink};

  void write() {
    engine::Journal journal(environment);
    journal.write({.unblocked = {"acc"}});
  }
};

TEST(Journal, tells_of_writes_and_of_failures) {
  Bench bench;
  bench.write();
  EXPECT_EQ(bench.sink.count<events::StateWritten>(), 1U);
  bench.store.failing = true;
  bench.write();
  EXPECT_EQ(bench.sink.count<events::StateFailed>(), 1U);
}

TEST(Journal, a_write_to_memory_in_place_of_the_file_counts_as_failed_and_is_no_news) {
  Bench bench;
  bench.environment.state_lost = Error{.reason = Reason::io, .message = "/proc/nowhere cannot be made"};
  bench.write();
  EXPECT_EQ(bench.store.transactions(), 1U) << "it is kept all the same, as long as we run";
  EXPECT_EQ(bench.sink.count<events::StateWritten>(), 0U);
  const auto failed = bench.sink.all<events::StateFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].error.message, "/proc/nowhere cannot be made");
  EXPECT_FALSE(failed[0].news) << "it was told at start";
}

}  // namespace
}  // namespace ddns::test
