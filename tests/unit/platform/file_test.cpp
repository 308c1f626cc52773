#include "ddns/platform/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "ddns/platform/paths.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

TEST(ReadFile, gives_every_byte) {
  const test::TempDir folder;
  const std::string content("a\0b\r\n\xff", 6);
  EXPECT_EQ(read_file(folder.write("x", content), 100).value(), content);
  EXPECT_EQ(read_file(folder.write("empty", ""), 100).value(), "");
}

TEST(ReadFile, accepts_exactly_the_limit_and_refuses_one_byte_more) {
  const test::TempDir folder;
  const auto path = folder.write("x", std::string(20'000, 'x'));
  EXPECT_EQ(read_file(path, 20'000).value().size(), 20'000U);
  const auto refused = read_file(path, 19'999);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::rejected);
  EXPECT_NE(refused.error().message.find(to_utf8(path)), std::string::npos);
}

TEST(ReadFile, reads_files_whose_size_says_zero) {
  EXPECT_GT(read_file("/proc/self/status", 65'536).value().size(), 100U);
}

TEST(ReadFile, tells_a_missing_file_from_an_unreadable_one) {
  const test::TempDir folder;
  EXPECT_EQ(read_file(folder / "none", 10).error().reason, Reason::unavailable);
  EXPECT_EQ(read_file(folder.write("file", "") / "below", 10).error().reason, Reason::unavailable);
  EXPECT_EQ(read_file(folder.path(), 10).error().reason, Reason::io);
}

TEST(ReadRegularFile, reads_what_read_file_reads_from_a_disk) {
  const test::TempDir folder;
  const auto path = folder.write("x", "content");
  EXPECT_EQ(read_regular_file(path, 7).value(), "content");
  EXPECT_EQ(read_regular_file(path, 6).error().reason, Reason::rejected);
  EXPECT_GT(read_regular_file("/proc/self/status", 65'536).value().size(), 100U);
  EXPECT_EQ(read_regular_file(folder / "none", 10).error().reason, Reason::unavailable);
  EXPECT_EQ(read_regular_file(folder.path(), 10).error().reason, Reason::io);
}

TEST(ReadRegularFile, does_not_wait_for_the_writer_of_a_pipe_and_takes_no_device) {
  const test::TempDir folder;
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const fs::path& path : {pipe, fs::path("/dev/zero")}) {
    const auto refused = read_regular_file(path, 10);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().reason, Reason::rejected);
    EXPECT_NE(refused.error().message.find("no regular file"), std::string::npos) << refused.error().message;
  }
}

TEST(ReadableByOthers, looks_at_the_last_permission_bits_only) {
  const test::TempDir folder;
  const auto path = folder.write("secret", "x");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_FALSE(readable_by_others(path));
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_TRUE(readable_by_others(path));
  EXPECT_FALSE(readable_by_others(folder / "none"));
}

TEST(FileSize, is_in_bytes) {
  const test::TempDir folder;
  EXPECT_EQ(size_of_file(folder.write("x", "12345")).value(), 5U);
  EXPECT_EQ(size_of_file(folder / "none").error().reason, Reason::unavailable);
}

TEST(RenameFile, replaces_the_target) {
  const test::TempDir folder;
  const auto from = folder.write("from", "new");
  const auto to = folder.write("to", "old");
  EXPECT_TRUE(rename_file(from, to));
  EXPECT_EQ(folder.read("to"), "new");
  EXPECT_FALSE(file_exists(from));
  EXPECT_EQ(rename_file(from, to).error().reason, Reason::unavailable);
}

TEST(RemoveFile, is_content_when_there_is_nothing) {
  const test::TempDir folder;
  const auto path = folder.write("x", "");
  EXPECT_TRUE(remove_file(path));
  EXPECT_FALSE(file_exists(path));
  EXPECT_TRUE(remove_file(path));
  EXPECT_TRUE(remove_file(folder.write("y", "") / "below"));
  folder.write("full/z", "");
  EXPECT_EQ(remove_file(folder / "full").error().reason, Reason::io);
}

TEST(MakeFolders, makes_each_part_for_the_owner_only) {
  const test::TempDir folder;
  ASSERT_TRUE(make_folders(folder / "a/b/c"));
  EXPECT_EQ(mode_of(folder / "a"), 0700U);
  EXPECT_EQ(mode_of(folder / "a/b/c"), 0700U);
  EXPECT_TRUE(make_folders(folder / "a/b/c")) << "an existing folder is fine";
  EXPECT_TRUE(make_folders(folder / "a/b/d/"));
}

TEST(MakeFolders, says_which_part_failed) {
  const test::TempDir folder;
  const auto file = folder.write("file", "");
  const auto failed = make_folders(file / "below");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::io);
  EXPECT_NE(failed.error().message.find(to_utf8(file)), std::string::npos);
}

TEST(ListFiles, gives_regular_files_by_name) {
  const test::TempDir folder;
  folder.write("b.log", "12");
  folder.write("a.log", "1");
  folder.write("sub/c.log", "");
  fs::create_symlink("a.log", folder / "link");
  fs::create_symlink("nowhere", folder / "dangling");
  const auto files = list_files(folder.path());
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 3U);
  EXPECT_EQ((*files)[0].name, "a.log");
  EXPECT_EQ((*files)[1].name, "b.log");
  EXPECT_EQ((*files)[1].size, 2U);
  EXPECT_EQ((*files)[2].name, "link");
  EXPECT_EQ((*files)[2].size, 1U);
}

TEST(ListFiles, gives_unix_times) {
  const test::TempDir folder;
  const auto path = folder.write("x", "");
  const timespec times[2] = {{.tv_sec = 1'700'000'000, .tv_nsec = 0}, {.tv_sec = 1'700'000'000, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_EQ(list_files(folder.path()).value().at(0).modified, WallTime(std::chrono::seconds{1'700'000'000}));
}

TEST(ListFiles, fails_without_a_folder) {
  const test::TempDir folder;
  EXPECT_EQ(list_files(folder / "none").error().reason, Reason::unavailable);
  EXPECT_TRUE(list_files(folder.path()).value().empty());
}

}  // namespace
}  // namespace ddns::platform
