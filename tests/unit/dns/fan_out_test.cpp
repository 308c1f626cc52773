#include "ddns/dns/fan_out.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace ddns::dns {
namespace {

TEST(FanOut, does_each_piece_once) {
  std::array<std::atomic<int>, 20> done{};
  EXPECT_TRUE(fan_out(done.size(), 4, [&](std::size_t i) { ++done.at(i); }).has_value());
  for (const auto& count : done) EXPECT_EQ(count, 1);
}

TEST(FanOut, an_exception_on_any_thread_is_an_error_and_the_others_are_done_all_the_same) {
  std::atomic<int> done = 0;
  // Each hand waits for the others at its first piece, so that every one of the four throws.
  std::atomic<int> arrived = 0;
  const auto status = fan_out(40, 4, [&](std::size_t) {
    if (++arrived <= 4) {
      while (arrived < 4) std::this_thread::yield();
      throw std::runtime_error("hmac-md5 is not allowed here");
    }
    ++done;
  });
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().reason, Reason::internal);
  EXPECT_NE(status.error().message.find("hmac-md5 is not allowed here"), std::string::npos);
  EXPECT_EQ(done, 36);
}

}  // namespace
}  // namespace ddns::dns
