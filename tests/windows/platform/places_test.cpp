// Files on Windows: names beyond ASCII, files that somebody holds open, protected folders.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "ddns/core/text.h"
#include "ddns/platform/append_file.h"
#include "ddns/platform/file.h"
#include "ddns/platform/folders.h"
#include "ddns/platform/lock_file.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/protected_folder.h"
#include "ddns/platform/wait_set.h"
// After winsock2.h, which this includes.
#include "../../../modules/platform/src/windows/open_file.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::filesystem::path umlauts(const test::TempDir& folder) {
  return folder.path() / from_utf8("Größe und Maß") / from_utf8("日本 äöü.log");
}

TEST(WindowsFiles, have_names_beyond_ascii) {
  const test::TempDir folder;
  const auto path = umlauts(folder);
  ASSERT_TRUE(make_folders(path.parent_path()));
  ASSERT_TRUE(write_file_atomically(path, "eins"));
  ASSERT_TRUE(write_file_atomically(path, "zwei"));
  EXPECT_EQ(read_file(path, 100).value_or("nothing"), "zwei");
  EXPECT_TRUE(to_utf8(path).ends_with("日本 äöü.log"));
  const auto files = list_files(path.parent_path());
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 1U) << "no temporary file stays";
  EXPECT_EQ(files->front().name, "日本 äöü.log");
}

TEST(WindowsFiles, are_renamed_while_they_are_written) {
  const test::TempDir folder;
  const auto path = umlauts(folder);
  ASSERT_TRUE(make_folders(path.parent_path()));
  auto log = AppendFile::open(path);
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->write("before\n"));
  EXPECT_TRUE(log->is_at(path));
  const auto moved = folder.path() / "closed.log";
  ASSERT_TRUE(rename_file(path, moved));
  EXPECT_FALSE(log->is_at(path));
  ASSERT_TRUE(log->write("after\n"));
  EXPECT_EQ(read_file(moved, 100).value_or(""), "before\nafter\n");
}

TEST(WindowsFiles, are_not_renamed_from_under_a_rude_reader_and_lose_nothing) {
  const test::TempDir folder;
  const auto path = folder.path() / "held.log";
  auto log = AppendFile::open(path);
  ASSERT_TRUE(log && log->write("one\n"));
  {
    // Shares reading and writing, but not deletion: what old log viewers do.
    const UniqueHandle rude(::CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                          OPEN_EXISTING, 0, nullptr));
    ASSERT_TRUE(rude.valid());
    EXPECT_FALSE(rename_file(path, folder.path() / "closed.log"));
    ASSERT_TRUE(log->write("two\n"));
  }
  EXPECT_TRUE(rename_file(path, folder.path() / "closed.log"));
  EXPECT_EQ(read_file(folder.path() / "closed.log", 100).value_or(""), "one\ntwo\n");
}

TEST(WindowsFiles, are_not_inherited_by_children) {
  const test::TempDir folder;
  const UniqueHandle file = open_shared(folder.path() / "x", GENERIC_WRITE, OPEN_ALWAYS);
  ASSERT_TRUE(file.valid());
  DWORD flags = HANDLE_FLAG_INHERIT;
  ASSERT_NE(::GetHandleInformation(file.get(), &flags), 0);
  EXPECT_EQ(flags & HANDLE_FLAG_INHERIT, 0U);
}

TEST(WindowsLock, has_one_holder) {
  const test::TempDir folder;
  const auto path = folder.path() / from_utf8("schloß.lock");
  auto first = LockFile::acquire(path);
  ASSERT_TRUE(first);
  const auto second = LockFile::acquire(path);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, Reason::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("process "));
  first->release();
  EXPECT_TRUE(LockFile::acquire(path));
}

TEST(WindowsFolders, are_made_for_the_service_and_usable) {
  const test::TempDir folder;
  const auto place = folder.path() / "ddns-sidecar";
  const auto done = protect_folder(place, "ddns-sidecar", ServiceAccount::local_service);
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(write_file_atomically(place / "config.yaml", "x"));
  EXPECT_EQ(read_file(place / "config.yaml", 10).value_or(""), "x");
}

TEST(WindowsFolders, lie_in_program_data) {
  const auto folders = default_folders();
  EXPECT_THAT(to_utf8(folders.config), HasSubstr("ddns-sidecar"));
  EXPECT_TRUE(folders.config.is_absolute());
}

TEST(WindowsWaitSet, notices_a_replaced_file) {
  const test::TempDir folder;
  const auto path = folder.write("config.yaml", "one");
  auto waits = WaitSet::create();
  ASSERT_TRUE(waits);
  ASSERT_TRUE((*waits)->watch_files({path}));
  ASSERT_TRUE(write_file_atomically(path, "two, longer"));
  const auto woken = (*waits)->wait(std::chrono::steady_clock::now() + 20s);
  EXPECT_THAT(woken.files, ElementsAre(path));
}

TEST(WindowsWaitSet, is_woken_from_another_thread_and_keeps_its_deadline) {
  auto waits = WaitSet::create();
  ASSERT_TRUE(waits);
  ASSERT_TRUE((*waits)->add_address_watch());
  std::jthread waker([&] { (*waits)->wake(); });
  EXPECT_TRUE((*waits)->wait(std::chrono::steady_clock::now() + 20s).woken);
  EXPECT_TRUE((*waits)->wait(std::chrono::steady_clock::now() + 10ms).timed_out);
}

}  // namespace
}  // namespace ddns::platform
