// Standard output that takes nothing: a file of its own, because it needs POSIX.
#include <fcntl.h>
#include <unistd.h>

#include "log_file_test.h"
#include "support/forked.h"

namespace ddns::log {
namespace {

class FullOutput : public LogFileTest {};

TEST_F(FullOutput, lines_that_standard_output_does_not_take_are_counted) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  test::run_forked([&] {
    const int before = ::dup(STDOUT_FILENO);
    std::fflush(stdout);
    const int full = ::open("/dev/full", O_WRONLY);
    ::dup2(full, STDOUT_FILENO);
    std::array<std::uint64_t, 2> dropped{};
    {
      auto only = make({.level = Level::info, .path = {}, .rotation = Rotation::none});
      for (int i = 0; i < 3; ++i) only.write(Level::info, "x", "lost");
      dropped[0] = only.figures().dropped;
      // A folder where the file should be: lines go to standard output instead.
      auto instead = make({.level = Level::info, .path = dir_.path().string(), .rotation = Rotation::none});
      for (int i = 0; i < 2; ++i) instead.write(Level::info, "x", "lost");
      dropped[1] = instead.figures().dropped;
    }
    ::dup2(before, STDOUT_FILENO);
    EXPECT_EQ(dropped[0], 3U);
    EXPECT_EQ(dropped[1], 2U);
  });
}

}  // namespace
}  // namespace ddns::log
