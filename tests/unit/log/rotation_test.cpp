#include <unistd.h>

#include <cstdlib>
#include <ctime>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "log_file_test.h"
#include "support/child_process.h"
#include "support/forked.h"

namespace ddns::log {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using test::eventually;
using Texts = std::vector<std::string>;

class Rotate : public LogFileTest {
 protected:
  void TearDown() override { use_zone(nullptr); }

  static void use_zone(const char* zone) {
    if (zone == nullptr) {
      ::unsetenv("TZ");
    } else {
      ::setenv("TZ", zone, 1);
    }
    ::tzset();
  }
  void set_wall(std::string_view text) { clock_.set_wall(parse_rfc3339(text).value()); }
  static void say(Logger& logger, std::string_view text) { logger.write(Level::info, "x", text); }
  static void say_many(Logger& logger, int from, int to) {
    for (int i = from; i < to; ++i) say(logger, cat("line ", i));
  }
  void put(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(folder());
    std::ofstream(folder() + "/" + name, std::ios::binary) << content;
  }
};

TEST_F(Rotate, by_size_into_files_that_are_named_by_time) {
  auto logger = make(settings());
  say_many(logger, 0, 15);
  ASSERT_GE(logger.figures().rotations, 1U);
  EXPECT_EQ(closed().front(), path() + ".20260102T030405.000Z");
  for (const auto& file : closed()) EXPECT_LE(std::filesystem::file_size(file), 2000U);
}

TEST_F(Rotate, keeps_so_many_files_and_loses_no_line_of_them) {
  auto logger = make(settings());
  say_many(logger, 0, 60);
  EXPECT_GT(logger.figures().rotations, 4U);
  ASSERT_TRUE(eventually([&] { return closed().size() == 3; })) << closed().size();
  const auto left = messages();
  ASSERT_GT(left.size(), 15U);
  for (std::size_t i = 0; i < left.size(); ++i) EXPECT_EQ(left[i], cat("line ", 60 - left.size() + i));
  EXPECT_EQ(logger.figures().write_errors, 0U);
}

TEST_F(Rotate, keeping_nothing_removes_what_was_closed) {
  auto none = settings();
  none.keep = 0;
  auto logger = make(none);
  say_many(logger, 0, 20);
  EXPECT_GE(logger.figures().rotations, 1U);
  EXPECT_TRUE(eventually([&] { return closed().empty(); }));
}

TEST_F(Rotate, never_gives_a_name_twice_even_if_the_clock_goes_back) {
  auto many = settings();
  many.keep = 100;
  auto logger = make(many);
  say_many(logger, 0, 20);
  clock_.set_wall(test::ManualClock().wall() - hours{24 * 365});
  say_many(logger, 20, 40);
  const auto left = messages();
  ASSERT_EQ(left.size(), 40U);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(left[static_cast<std::size_t>(i)], cat("line ", i)) << "order is kept";
  EXPECT_EQ(logger.figures().rotations, closed().size());
}

TEST_F(Rotate, at_the_first_line_of_a_new_local_day) {
  use_zone("Asia/Kathmandu");  // 5:45 ahead: midnight is at 18:15 UTC
  set_wall("2026-01-02T17:00:00Z");
  auto logger = make(settings());
  say(logger, "evening");
  set_wall("2026-01-02T18:14:59Z");
  say(logger, "late evening");
  EXPECT_TRUE(closed().empty());
  set_wall("2026-01-02T18:15:00Z");
  say(logger, "new day");
  ASSERT_EQ(closed().size(), 1U);
  EXPECT_EQ(messages(), (Texts{"evening", "late evening", "new day"}));
  EXPECT_EQ(read(path()).size(), 1U);
}

TEST_F(Rotate, a_day_lasts_as_long_as_it_does_when_clocks_are_changed) {
  use_zone("Europe/Berlin");
  for (const auto& [before, last, after] :
       {std::tuple{"2026-03-28T23:30:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"},     // 23 hours
        std::tuple{"2026-10-24T22:30:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"}}) {  // 25 hours
    std::filesystem::remove_all(folder());
    set_wall(before);
    auto logger = make(settings());
    say(logger, "just after midnight");
    set_wall(last);
    say(logger, "just before midnight");
    EXPECT_TRUE(closed().empty()) << before;
    set_wall(after);
    say(logger, "next day");
    EXPECT_EQ(closed().size(), 1U) << before;
  }
}

TEST_F(Rotate, nothing_happens_while_nothing_is_written) {
  auto logger = make(settings());
  say(logger, "once");
  clock_.advance(hours{24 * 5});
  EXPECT_TRUE(closed().empty());
  say(logger, "five days later");
  EXPECT_EQ(closed().size(), 1U) << "one file for five days, not five";
}

TEST_F(Rotate, a_file_of_another_day_is_closed_at_the_first_line) {
  put("app.log", "{\"message\":\"old\"}\n");
  // The file was written now, by the machine's clock.
  clock_.set_wall(std::chrono::system_clock::now() + hours{48});
  {
    auto logger = make(settings());
    EXPECT_TRUE(closed().empty()) << "not merely because the program starts";
    say(logger, "new");
  }
  EXPECT_EQ(closed().size(), 1U);
  clock_.set_wall(std::chrono::system_clock::now());
  auto again = make(settings());
  say(again, "same day");
  EXPECT_EQ(closed().size(), 1U) << "a start on the same day goes on in the file";
  EXPECT_EQ(messages(), (Texts{"old", "new", "same day"}));
}

TEST_F(Rotate, compresses_closed_files_and_keeps_every_line) {
  auto with = settings();
  with.compress = true;
  with.keep = 100;
  auto logger = make(with);
  say_many(logger, 0, 100);
  ASSERT_TRUE(eventually([&] {
    const auto files = closed();
    return std::all_of(files.begin(), files.end(), [](const auto& file) { return file.ends_with(".gz"); });
  }));
  const auto left = messages();
  ASSERT_EQ(left.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(left[static_cast<std::size_t>(i)], cat("line ", i));
  EXPECT_EQ(std::filesystem::status(closed().front()).permissions() & std::filesystem::perms::others_all,
            std::filesystem::perms::none);
  EXPECT_EQ(logger.figures().write_errors, 0U);
}

TEST_F(Rotate, finishes_what_a_killed_process_left) {
  put("app.log.20260101T000000.000Z", "{\"message\":\"whole\"}\n");
  put("app.log.20260101T000000.001Z", "{\"message\":\"compressed already\"}\n");
  put("app.log.20260101T000000.001Z.gz", "pretend");
  put("app.log.20260101T000000.002Z.gz.part", "half");
  auto with = settings();
  with.compress = true;
  with.keep = 100;
  auto logger = make(with);
  say_many(logger, 0, 12);
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(path() + ".20260101T000000.000Z.gz"); }));
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(path() + ".20260101T000000.001Z"); }));
  EXPECT_FALSE(std::filesystem::exists(path() + ".20260101T000000.002Z.gz.part"));
}

TEST_F(Rotate, touches_no_file_that_it_has_not_made) {
  for (const char* name : {"app.log.1", "app.log.2.gz", "app.log-20260101", "app.log.20260101T000000Z", "other.log",
                           "app.log.20260101T00000x.000Z", "app.log.20260101T000000.000Z.bz2"})
    put(name, "not ours");
  auto none = settings();
  none.keep = 0;
  auto logger = make(none);
  say_many(logger, 0, 40);
  EXPECT_GE(logger.figures().rotations, 2U);
  ASSERT_TRUE(eventually([&] { return closed().size() == 5; })) << "those of this list whose names begin like ours";
  EXPECT_TRUE(std::filesystem::exists(folder() + "/other.log"));
}

TEST_F(Rotate, all_files_together_stay_below_the_total) {
  auto capped = settings();
  capped.keep = 1000;
  capped.total = 6500;
  auto logger = make(capped);
  say_many(logger, 0, 100);
  const auto together = [&] {
    std::uintmax_t sum = 2000;  // what the current file may grow to
    for (const auto& file : closed()) {
      std::error_code gone;  // compressed or removed meanwhile
      if (const auto size = std::filesystem::file_size(file, gone); !gone) sum += size;
    }
    return sum;
  };
  EXPECT_TRUE(eventually([&] { return together() <= 6500; })) << together();
  EXPECT_EQ(messages().back(), "line 99") << "the newest are kept";
  EXPECT_GE(closed().size(), 1U);
}

/// Root may rename everything: as somebody else then, in a process that ends with it.
void as_nobody(const std::string& folder, const std::function<void()>& body) {
  test::run_forked([&] {
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0) {
      std::filesystem::permissions(std::filesystem::path(folder).parent_path(), std::filesystem::perms::all);
      ASSERT_EQ(::chown(folder.c_str(), nobody, nobody), 0);
      ASSERT_EQ(::setuid(nobody), 0);
    }
    body();
  });
}

TEST_F(Rotate, a_rename_that_fails_costs_nothing_and_is_tried_again) {
  std::filesystem::create_directories(folder());
  as_nobody(folder(), [&] {
    auto logger = make(settings());
    say_many(logger, 0, 3);
    std::filesystem::permissions(folder(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    say_many(logger, 3, 12);
    EXPECT_EQ(logger.figures().rotations, 0U);
    EXPECT_EQ(logger.figures().write_errors, 1U) << "not at every line";
    std::filesystem::permissions(folder(), std::filesystem::perms::owner_all);
    say_many(logger, 12, 30);
    EXPECT_GE(logger.figures().rotations, 1U);
    EXPECT_EQ(messages().size(), 30U);
  });
}

TEST_F(Rotate, a_file_that_somebody_else_moves_is_left_to_them) {
  auto logger = make(settings());
  say_many(logger, 0, 3);
  std::filesystem::rename(path(), folder() + "/taken-away");
  say_many(logger, 3, 14);
  EXPECT_EQ(logger.figures().rotations, 0U);
  EXPECT_TRUE(closed().empty());
  EXPECT_EQ(read(folder() + "/taken-away").size() + read(path()).size(), 14U);
}

TEST_F(Rotate, externally_needs_only_a_reopen) {
  auto logger = make(settings(Rotation::external));
  say(logger, "old");
  std::filesystem::rename(path(), folder() + "/moved");
  say(logger, "still into the moved file");
  logger.reopen();
  say_many(logger, 0, 40);
  clock_.advance(hours{24});
  say(logger, "another day");
  EXPECT_EQ(read(folder() + "/moved").size(), 2U);
  EXPECT_EQ(read(path()).size(), 41U) << "this program rotates nothing itself";
  EXPECT_TRUE(closed().empty());
  EXPECT_EQ(logger.figures().rotations, 0U);
}

TEST_F(Rotate, externally_follows_to_the_new_file_without_being_told) {
  auto logger = make(settings(Rotation::external));
  say(logger, "old");
  std::filesystem::rename(path(), folder() + "/moved");
  say(logger, "no new file yet");
  put("app.log", "");
  say(logger, "new");
  logger.reopen();
  say(logger, "new too");
  EXPECT_EQ(read(folder() + "/moved").size(), 2U);
  EXPECT_EQ(read(path()).size(), 2U);
  EXPECT_EQ(logger.figures().reopen_failures, 0U);
}

TEST_F(Rotate, nobody_rotates_when_told_so) {
  auto logger = make(settings(Rotation::none));
  say_many(logger, 0, 40);
  EXPECT_TRUE(closed().empty());
  EXPECT_EQ(read(path()).size(), 40U);
}

TEST_F(Rotate, a_reopen_that_fails_keeps_the_old_file) {
  auto logger = make(settings(Rotation::external));
  say(logger, "one");
  std::filesystem::rename(dir_ / "logs", dir_ / "elsewhere");
  std::ofstream(dir_ / "logs") << "a file where the folder was";
  logger.reopen();
  say(logger, "two");
  EXPECT_EQ(logger.figures().reopen_failures, 1U);
  EXPECT_EQ(read((dir_ / "elsewhere/app.log").string()).size(), 2U);
  std::filesystem::remove(dir_ / "logs");
  std::filesystem::create_directory(dir_ / "logs");
  logger.reopen();
  say(logger, "three");
  EXPECT_EQ(logger.figures().reopen_failures, 1U);
  EXPECT_EQ(read(path()).size(), 1U);
}

TEST_F(Rotate, a_reload_may_change_who_rotates) {
  auto logger = make(settings(Rotation::external));
  say_many(logger, 0, 15);
  EXPECT_TRUE(closed().empty());
  logger.configure(settings(Rotation::internal));
  say_many(logger, 15, 17);
  EXPECT_EQ(closed().size(), 1U);
  logger.configure(settings(Rotation::external));
  say_many(logger, 17, 40);
  EXPECT_EQ(closed().size(), 1U);
  EXPECT_EQ(messages().size(), 40U);
}

TEST_F(Rotate, a_disk_that_is_full_keeps_lines_in_memory_and_then_counts_those_it_drops) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto full = settings(Rotation::none);
  full.path = "/dev/full";
  auto logger = make(full);
  say(logger, "waits");
  EXPECT_EQ(logger.figures().write_errors, 1U);
  EXPECT_EQ(logger.figures().dropped, 0U);
  for (int i = 0; i < 30; ++i) say(logger, std::string(15'000, 'm'));
  EXPECT_EQ(logger.figures().write_errors, 31U);
  const auto dropped = logger.figures().dropped;
  EXPECT_GT(dropped, 10U) << "a quarter of a megabyte waits, no more";
  EXPECT_LT(dropped, 16U);
  logger.reopen();
  EXPECT_EQ(logger.figures().dropped, 31U) << "they were for the former file, which is gone";
}

}  // namespace
}  // namespace ddns::log
