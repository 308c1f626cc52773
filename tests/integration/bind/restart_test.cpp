#include <gtest/gtest.h>

#include "integration/bind/world.h"

namespace ddns::test {
namespace {

using plan::ReplaceSet;

TEST(BindRestart, loses_no_update_when_the_server_is_killed) {
  BindServer server(one_zone("home A 192.0.2.1\n"));
  World world;
  const auto account = account_for(server.server());
  const RecordKey home = key_of("home.example.com");
  std::string last = "192.0.2.1";
  for (int i = 2; i < 12; ++i) {
    const std::string next = "192.0.2." + std::to_string(i);
    const auto done = apply(*account, world, unit_of({ReplaceSet{home, addresses({last}), addresses({next})}}));
    ASSERT_TRUE(done) << done.error().message;
    last = next;
  }
  server.kill();
  // The zone file is still the old one: what was acknowledged lies in the journal.
  const auto state = account->read({zone_ref(), {home}}, world.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::connect);
  ASSERT_TRUE(std::filesystem::exists(server.folder() / "zone.db.jnl"));

  server.start();
  EXPECT_EQ(of(read(*account, world, {home}), home), addresses({last}));
  const auto done = apply(*account, world, unit_of({ReplaceSet{home, addresses({last}), addresses({"192.0.2.99"})}}));
  ASSERT_TRUE(done) << done.error().message;
}

TEST(BindRestart, passes_over_a_server_that_is_down_to_the_next_one) {
  auto first_config = one_zone();
  BindServer first(first_config);
  BindServer second(one_zone());
  const auto place = [](const BindServer& server) { return "127.0.0.1:" + std::to_string(server.server().port); };
  // The list of servers as one setting of two: through the schema's list.
  World world;
  first.stop();
  const auto account = account_for(second.server(), {{"server", place(first) + "," + place(second)}});
  const RecordKey home = key_of("home.example.com");
  const auto done = apply(*account, world, unit_of({ReplaceSet{home, AddressSet{}, addresses({"192.0.2.5"})}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(of(read(*account, world, {home}), home), addresses({"192.0.2.5"}));
}

TEST(BindRestart, does_not_ask_the_next_server_once_the_first_may_have_done_it) {
  BindServer first(one_zone());
  BindServer second(one_zone());
  World world;
  first.freeze();
  const auto place = [](const BindServer& server) { return "127.0.0.1:" + std::to_string(server.server().port); };
  const auto account =
      account_for(second.server(), {{"server", place(first) + "," + place(second)}, {"message_timeout", "300ms"}});
  const auto done =
      apply(*account, world, unit_of({ReplaceSet{key_of("home.example.com"), AddressSet{}, addresses({"192.0.2.5"})}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().effect, Effect::unknown);
  EXPECT_EQ(dig(second, "home.example.com", "A"), "");
}

}  // namespace
}  // namespace ddns::test
