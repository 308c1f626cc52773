#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/platform/file.h"
#include "ddns/platform/wait_set.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;

SteadyTime soon() { return steady_clock::now() + seconds{20}; }
SteadyTime now() { return steady_clock::now(); }

class WatchedFiles : public testing::Test {
 protected:
  test::TempDir folder_;
  std::unique_ptr<WaitSet> set_ = WaitSet::create().value();
  fs::path file_ = folder_.write("config.yaml", "old");

  void watch(std::vector<fs::path> files) {
    const auto watched = set_->watch_files(std::move(files));
    ASSERT_TRUE(watched) << watched.error().message;
  }
  /// Events are queued when the call that makes them returns, so a look tells what would wake.
  [[nodiscard]] std::vector<fs::path> look() { return set_->wait(now()).files; }
};

TEST_F(WatchedFiles, are_quiet_at_first) {
  watch({file_});
  EXPECT_TRUE(set_->wait(now()).timed_out);
}

TEST_F(WatchedFiles, notice_a_write_in_place_when_the_writer_closes) {
  watch({file_});
  const int fd = ::open(file_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  ASSERT_EQ(::write(fd, "new", 3), 3);
  EXPECT_TRUE(look().empty()) << "a half-written file was reported";
  ::close(fd);
  EXPECT_THAT(set_->wait(soon()).files, ElementsAre(file_));
  EXPECT_TRUE(look().empty());
}

TEST_F(WatchedFiles, notice_a_rewrite_with_the_same_size_at_once) {
  watch({file_});
  for (int i = 0; i < 20; ++i) {
    folder_.write("config.yaml", "new");
    EXPECT_THAT(look(), ElementsAre(file_)) << "round " << i;
  }
}

TEST_F(WatchedFiles, notice_a_replacement_by_rename_again_and_again) {
  watch({file_});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write_file_atomically(file_, "new"));
    EXPECT_THAT(set_->wait(soon()).files, ElementsAre(file_)) << "round " << i;
    EXPECT_TRUE(look().empty());
  }
}

TEST_F(WatchedFiles, notice_removal_and_return) {
  watch({file_});
  fs::remove(file_);
  EXPECT_THAT(look(), ElementsAre(file_));
  folder_.write("config.yaml", "back");
  EXPECT_THAT(look(), ElementsAre(file_));
}

TEST_F(WatchedFiles, do_not_wake_for_neighbours) {
  watch({file_});
  folder_.write("state.db", "x");
  folder_.write("config.yaml~", "x");
  fs::remove(folder_ / "state.db");
  EXPECT_TRUE(set_->wait(now()).timed_out);
}

TEST_F(WatchedFiles, follow_the_swap_of_a_folder_link_as_kubernetes_does_it) {
  folder_.write("..2024_1/token", "one");
  folder_.write("..2024_2/token", "two");
  fs::create_symlink("..2024_1", folder_ / "..data");
  fs::create_symlink("..data/token", folder_ / "token");
  const auto token = folder_ / "token";
  watch({token});
  for (const char* target : {"..2024_2", "..2024_1"}) {
    fs::create_symlink(target, folder_ / "..data_tmp");
    EXPECT_TRUE(look().empty());
    fs::rename(folder_ / "..data_tmp", folder_ / "..data");
    EXPECT_THAT(set_->wait(soon()).files, ElementsAre(token)) << target;
  }
  folder_.write("..2024_1/token", "behind the link, in the new folder");
  EXPECT_THAT(look(), ElementsAre(token));
}

TEST_F(WatchedFiles, follow_links_into_other_folders) {
  folder_.write("real/config.yaml", "x");
  fs::create_symlink(folder_ / "real/config.yaml", folder_ / "link.yaml");
  const auto link = folder_ / "link.yaml";
  watch({link});
  ASSERT_TRUE(write_file_atomically(folder_ / "real/config.yaml", "y"));
  EXPECT_THAT(look(), ElementsAre(link));
  fs::remove(link);
  fs::create_symlink(file_, link);
  EXPECT_THAT(look(), ElementsAre(link));
  EXPECT_TRUE(look().empty());
  ASSERT_TRUE(write_file_atomically(folder_ / "real/config.yaml", "z"));
  EXPECT_TRUE(look().empty()) << "the link does not lead there any more";
}

TEST_F(WatchedFiles, may_lie_in_folders_that_come_later) {
  const auto late = folder_ / "a/b/config.yaml";
  watch({late});
  EXPECT_TRUE(look().empty());
  fs::create_directory(folder_ / "a");
  EXPECT_TRUE(look().empty());
  fs::create_directory(folder_ / "a/b");
  EXPECT_TRUE(look().empty());
  folder_.write("a/b/config.yaml", "x");
  EXPECT_THAT(look(), ElementsAre(late));
}

TEST_F(WatchedFiles, are_seen_when_folders_and_file_come_all_at_once) {
  const auto late = folder_ / "a/b/config.yaml";
  watch({late});
  folder_.write("a/b/config.yaml", "x");
  EXPECT_THAT(look(), ElementsAre(late));
  fs::remove_all(folder_ / "a");
  EXPECT_THAT(look(), ElementsAre(late));
  folder_.write("a/b/config.yaml", "y");
  EXPECT_THAT(look(), ElementsAre(late));
}

TEST_F(WatchedFiles, are_told_apart) {
  const auto other = folder_.write("sub/other", "x");
  watch({file_, other});
  folder_.write("sub/other", "y");
  EXPECT_THAT(look(), ElementsAre(other));
  folder_.write("config.yaml", "y");
  folder_.write("sub/other", "z");
  EXPECT_THAT(look(), ElementsAre(file_, other));
}

TEST_F(WatchedFiles, are_replaced_as_a_whole) {
  const auto other = folder_.write("sub/other", "x");
  watch({file_});
  watch({other});
  folder_.write("config.yaml", "y");
  EXPECT_TRUE(look().empty());
  folder_.write("sub/other", "y");
  EXPECT_THAT(look(), ElementsAre(other));
  watch({});
  folder_.write("sub/other", "z");
  EXPECT_TRUE(look().empty());
}

TEST_F(WatchedFiles, are_reported_in_the_form_they_were_given) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  watch({"config.yaml"});
  fs::current_path(before);
  folder_.write("config.yaml", "new");
  EXPECT_THAT(look(), ElementsAre("config.yaml"));
}

TEST_F(WatchedFiles, survive_links_that_bite_their_tail) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  (void)set_->watch_files({folder_ / "a", file_});
  folder_.write("config.yaml", "new");
  EXPECT_THAT(look(), ElementsAre(file_));
}

TEST_F(WatchedFiles, outlive_a_flood_of_events) {
  watch({file_});
  // More than the kernel queues (16384 by default): it then says only that it lost some.
  for (int i = 0; i < 9000; ++i) {
    const int fd = ::open((folder_ / "noise").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ::close(fd);
    ::unlink((folder_ / "noise").c_str());
  }
  fs::remove(file_);
  EXPECT_THAT(set_->wait(soon()).files, ElementsAre(file_));
}

}  // namespace
}  // namespace ddns::platform
