#include "ddns/platform/append_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

#include "support/forked.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

TEST(AppendFile, creates_the_file_and_appends_across_openings) {
  const test::TempDir folder;
  {
    auto file = AppendFile::open(folder / "log").value();
    EXPECT_TRUE(file.write("one\n"));
    EXPECT_TRUE(file.write(""));
    EXPECT_EQ(file.size().value(), 4U);
  }
  auto file = AppendFile::open(folder / "log").value();
  EXPECT_EQ(file.size().value(), 4U);
  EXPECT_TRUE(file.write("two\n"));
  EXPECT_EQ(folder.read("log"), "one\ntwo\n");
}

TEST(AppendFile, gives_a_new_file_the_mode_asked_for) {
  const test::TempDir folder;
  const mode_t before = ::umask(0);
  ASSERT_TRUE(AppendFile::open(folder / "log", FileMode::owner_and_group));
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat((folder / "log").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
}

TEST(AppendFile, does_not_overwrite_another_writer) {
  const test::TempDir folder;
  auto first = AppendFile::open(folder / "log").value();
  auto second = AppendFile::open(folder / "log").value();
  EXPECT_TRUE(first.write("1"));
  EXPECT_TRUE(second.write("2"));
  EXPECT_TRUE(first.write("3"));
  EXPECT_EQ(folder.read("log"), "123");
}

TEST(AppendFile, fails_to_open_without_the_folder) {
  const test::TempDir folder;
  const auto failed = AppendFile::open(folder / "none/log");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::io);
}

TEST(AppendFile, reports_a_full_disk_with_no_effect) {
  auto file = AppendFile::open("/dev/full").value();
  const auto failed = file.write("x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::io);
  EXPECT_EQ(failed.error().effect, Effect::none);
  EXPECT_TRUE(file.is_open());
}

TEST(AppendFile, reports_a_torn_line_when_room_ran_out_in_the_middle) {
  const test::TempDir folder;
  test::run_forked([&] {
    const rlimit small{.rlim_cur = 100, .rlim_max = 100};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    ::signal(SIGXFSZ, SIG_IGN);
    auto file = AppendFile::open(folder / "log").value();
    const auto failed = file.write(std::string(150, 'x'));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().effect, Effect::applied);
    EXPECT_NE(failed.error().message.find("100 of 150"), std::string::npos) << failed.error().message;
  });
  EXPECT_EQ(folder.read("log").size(), 100U);
}

TEST(AppendFile, knows_whether_its_name_is_still_its_own) {
  const test::TempDir folder;
  auto file = AppendFile::open(folder / "log").value();
  EXPECT_TRUE(file.is_at(folder / "log"));
  ASSERT_TRUE(rename_file(folder / "log", folder / "log.1"));
  EXPECT_FALSE(file.is_at(folder / "log"));
  EXPECT_TRUE(file.is_at(folder / "log.1"));
  folder.write("log", "");
  EXPECT_FALSE(file.is_at(folder / "log"));
  EXPECT_TRUE(file.write("x")) << "the open file goes on where it was moved to";
  EXPECT_EQ(folder.read("log.1"), "x");
}

TEST(AppendFile, is_not_inherited_by_children) {
  const test::TempDir folder;
  int lowest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::close(lowest);
  const auto file = AppendFile::open(folder / "log").value();
  EXPECT_EQ(::fcntl(lowest, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST(AppendFile, moves_and_closes) {
  const test::TempDir folder;
  AppendFile file;
  EXPECT_FALSE(file.is_open());
  EXPECT_FALSE(file.write("x"));
  EXPECT_FALSE(file.size());
  file = AppendFile::open(folder / "log").value();
  AppendFile other = std::move(file);
  EXPECT_FALSE(file.is_open());  // NOLINT(bugprone-use-after-move): what a moved-from file is, is part of the contract
  EXPECT_TRUE(other.write("x"));
  other.close();
  EXPECT_FALSE(other.is_open());
  other.close();
}

}  // namespace
}  // namespace ddns::platform
