#include <gtest/gtest.h>

#include "integration/bind/world.h"

namespace ddns::test {
namespace {

using plan::ReplaceSet;

const std::string inside_secret = "aW5zaWRlLXNlY3JldC1pbnNpZGUtc2VjcmV0LTEyMzQ=";
const std::string outside_secret = "b3V0c2lkZS1zZWNyZXQtb3V0c2lkZS1zZWNyZXQtMTI=";

/// One zone in two views; each key leads to its own.
BindConfig two_views() {
  const auto view = [](const std::string& name, const std::string& other) {
    return "view \"" + name + "\" { match-clients { !key " + other + "-key; key " + name +
           "-key; }; zone \"example.com\" { type primary; file \"" + name + ".db\"; allow-update { key " + name +
           "-key; }; }; };\n";
  };
  return {.statements = key_statement("inside-key", "hmac-sha256", inside_secret) +
                        key_statement("outside-key", "hmac-sha512", outside_secret) + view("inside", "outside") +
                        view("outside", "inside"),
          .files = {{"inside.db", zone_text(kZone, "home A 10.0.0.1\n")},
                    {"outside.db", zone_text(kZone, "home A 192.0.2.1\n")}},
          .probe = std::string(kZone),
          .probe_key = tsig_key("inside-key", "hmac-sha256", inside_secret)};
}

TEST(BindViews, are_told_apart_by_the_accounts_key) {
  BindServer server(two_views());
  World world;
  const auto inside = account_for(server.server(), {{"key_name", "inside-key"}, {"key_secret", inside_secret}});
  const auto outside = account_for(
      server.server(), {{"key_name", "outside-key"}, {"key_secret", outside_secret}, {"key_algorithm", "hmac-sha512"}});
  const RecordKey home = key_of("home.example.com");
  EXPECT_EQ(of(read(*inside, world, {home}), home), addresses({"10.0.0.1"}));
  EXPECT_EQ(of(read(*outside, world, {home}), home), addresses({"192.0.2.1"}));

  ASSERT_TRUE(apply(*inside, world, unit_of({ReplaceSet{home, addresses({"10.0.0.1"}), addresses({"10.0.0.2"})}})));
  EXPECT_EQ(of(read(*inside, world, {home}), home), addresses({"10.0.0.2"}));
  EXPECT_EQ(of(read(*outside, world, {home}), home), addresses({"192.0.2.1"})) << "the other view is untouched";
  ASSERT_TRUE(apply(*outside, world, unit_of({ReplaceSet{home, addresses({"192.0.2.1"}), addresses({"192.0.2.2"})}})));
  EXPECT_EQ(of(read(*inside, world, {home}), home), addresses({"10.0.0.2"}));
  EXPECT_EQ(inside->find_zones({home.name}, world.call()).value(), std::vector{zone_ref()});
}

}  // namespace
}  // namespace ddns::test
