#include "../../../modules/log/src/insist.h"

#include <gtest/gtest.h>

#include <vector>

namespace ddns::log {
namespace {

/// Succeeds at that try; how long was paused on the way.
std::vector<std::chrono::milliseconds> pauses_until(int success, bool& done) {
  std::vector<std::chrono::milliseconds> out;
  int tries = 0;
  done = insist([&] { return ++tries == success; }, [&](std::chrono::milliseconds pause) { out.push_back(pause); });
  EXPECT_LE(tries, 5);
  return out;
}

TEST(Insist, waits_only_while_it_fails_and_not_for_long) {
  bool done = false;
  EXPECT_TRUE(pauses_until(1, done).empty());
  EXPECT_TRUE(done);
  EXPECT_EQ(pauses_until(3, done).size(), 2U);
  EXPECT_TRUE(done);
  const auto in_vain = pauses_until(6, done);
  EXPECT_FALSE(done);
  EXPECT_EQ(in_vain.size(), 4U) << "nothing is to be waited for after the last try";
  for (const auto pause : in_vain) EXPECT_LE(pause, std::chrono::milliseconds{20});
}

}  // namespace
}  // namespace ddns::log
