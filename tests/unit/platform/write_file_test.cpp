#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "support/forked.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

struct stat status_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WriteFileAtomically, makes_a_new_file_with_the_mode_asked_for) {
  const test::TempDir folder;
  ASSERT_TRUE(write_file_atomically(folder / "x", "hello"));
  EXPECT_EQ(folder.read("x"), "hello");
  EXPECT_EQ(status_of(folder / "x").st_mode & 07777U, 0600U);
  ASSERT_TRUE(write_file_atomically(folder / "y", "", FileMode::everybody_reads));
  EXPECT_EQ(status_of(folder / "y").st_mode & 07777U, 0644U);
  EXPECT_EQ(entries_in(folder.path()), 2U);
}

TEST(WriteFileAtomically, keeps_mode_and_owner_of_the_file_it_replaces) {
  const test::TempDir folder;
  const auto path = folder.write("x", "old and longer");
  ASSERT_EQ(::chmod(path.c_str(), 0660), 0);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(path.c_str(), 1234, 4321), 0);
  }
  const auto before = status_of(path);
  ASSERT_TRUE(write_file_atomically(path, "new"));
  const auto after = status_of(path);
  EXPECT_EQ(folder.read("x"), "new");
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_gid, before.st_gid);
  EXPECT_NE(after.st_ino, before.st_ino) << "written in place: a reader could have seen half of it";
}

TEST(WriteFileAtomically, writes_through_a_symbolic_link) {
  const test::TempDir folder;
  folder.write("real/x", "old");
  fs::create_symlink("real/x", folder / "link");
  ASSERT_TRUE(write_file_atomically(folder / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(folder.read("real/x"), "new");
}

TEST(WriteFileAtomically, makes_the_target_of_a_dangling_link) {
  const test::TempDir folder;
  fs::create_symlink("later", folder / "link");
  ASSERT_TRUE(write_file_atomically(folder / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(folder.read("later"), "new");
}

TEST(WriteFileAtomically, never_replaces_what_is_no_regular_file) {
  const test::TempDir folder;
  const auto fifo = folder / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const auto refused = write_file_atomically(fifo, "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::io);
  EXPECT_TRUE(S_ISFIFO(status_of(fifo).st_mode));
  EXPECT_FALSE(write_file_atomically(folder.path(), "x"));
}

TEST(WriteFileAtomically, says_which_file_when_the_folder_is_missing) {
  const test::TempDir folder;
  const auto failed = write_file_atomically(folder / "none/x", "x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::io);
  EXPECT_NE(failed.error().message.find(to_utf8(folder / "none/x")), std::string::npos);
}

TEST(WriteFileAtomically, fails_in_a_folder_without_write_permission) {
  const test::TempDir folder;
  folder.write("x", "old");
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  test::run_forked([&] {
    const uid_t user = ::geteuid();
    if (user == 0) {
      ASSERT_EQ(::seteuid(65534), 0) << "root may write everywhere, so somebody else must try";
    }
    const auto failed = write_file_atomically(folder / "x", "new");
    ASSERT_EQ(::seteuid(user), 0);
    EXPECT_FALSE(failed);
  });
  EXPECT_EQ(folder.read("x"), "old");
}

TEST(WriteFileAtomically, leaves_the_old_file_and_no_litter_when_there_is_no_room) {
  const test::TempDir folder;
  folder.write("x", "old");
  test::run_forked([&] {
    const rlimit small{.rlim_cur = 100'000, .rlim_max = 100'000};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    ::signal(SIGXFSZ, SIG_IGN);
    const auto failed = write_file_atomically(folder / "x", std::string(200'000, 'n'));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reason, Reason::io);
  });
  EXPECT_EQ(folder.read("x"), "old");
  EXPECT_EQ(entries_in(folder.path()), 1U);
}

TEST(WriteFileAtomically, survives_a_kill_at_any_moment) {
  const test::TempDir folder;
  constexpr std::size_t size = 300'000;
  folder.write("x", std::string(size, 'a'));
  for (int round = 0; round < 8; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      for (char letter = 'a';; letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1)) {
        if (!write_file_atomically(folder / "x", std::string(size, letter))) ::_exit(1);
        if (::write(ends[1], &letter, 1) != 1) ::_exit(2);
      }
    }
    ::close(ends[1]);
    char letter = 0;
    for (int seen = 0; seen <= round; ++seen) ASSERT_EQ(::read(ends[0], &letter, 1), 1);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer failed by itself";
    const std::string content = folder.read("x");
    ASSERT_EQ(content.size(), size);
    ASSERT_EQ(std::count(content.begin(), content.end(), content.front()), static_cast<std::ptrdiff_t>(size));
  }
}

}  // namespace
}  // namespace ddns::platform
