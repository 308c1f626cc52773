#include "ddns/platform/lock_file.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

#include "ddns/platform/file.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

TEST(LockFile, has_one_holder_at_a_time) {
  const test::TempDir folder;
  auto first = LockFile::acquire(folder / "lock").value();
  EXPECT_TRUE(first.held());
  const auto second = LockFile::acquire(folder / "lock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, Reason::conflict);
  first.release();
  EXPECT_FALSE(first.held());
  EXPECT_TRUE(LockFile::acquire(folder / "lock"));
}

TEST(LockFile, names_the_process_that_has_it_and_is_free_after_a_kill) {
  const test::TempDir folder;
  int ready[2];
  ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = LockFile::acquire(folder / "lock");
    const char answer = lock ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  const auto refused = LockFile::acquire(folder / "lock");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::conflict);
  EXPECT_NE(refused.error().message.find("process " + std::to_string(child)), std::string::npos)
      << refused.error().message;

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto lock = LockFile::acquire(folder / "lock");
  ASSERT_TRUE(lock) << lock.error().message;
  EXPECT_EQ(folder.read("lock"), std::to_string(::getpid()) + "\n");
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(LockFile, locks_the_file_that_has_the_name_now) {
  const test::TempDir folder;
  const auto old = LockFile::acquire(folder / "lock").value();
  ASSERT_TRUE(remove_file(folder / "lock"));
  EXPECT_TRUE(LockFile::acquire(folder / "lock"));
}

TEST(LockFile, fails_without_the_folder) {
  const test::TempDir folder;
  EXPECT_EQ(LockFile::acquire(folder / "none/lock").error().reason, Reason::io);
}

TEST(LockFile, moves) {
  const test::TempDir folder;
  LockFile outer;
  EXPECT_FALSE(outer.held());
  {
    LockFile inner = LockFile::acquire(folder / "lock").value();
    outer = std::move(inner);
  }
  EXPECT_TRUE(outer.held());
  EXPECT_FALSE(LockFile::acquire(folder / "lock"));
}

}  // namespace
}  // namespace ddns::platform
