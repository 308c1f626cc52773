#include <gtest/gtest.h>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "ddns/core/text.h"
#include "ddns/platform/process.h"
#include "ddns/platform/signals.h"
#include "ddns/platform/wait_set.h"
#include "integration/logfile/numbered.h"
#include "support/child_process.h"
#include "support/file_text.h"
#include "support/forked.h"
#include "support/needs.h"
#include "support/netns.h"
#include "support/temp_dir.h"

namespace ddns::logfile {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::eventually;

const log::Origin origin{"1.2.3", "host", 1};

std::string replaced(const std::string& text, std::string_view from, std::string_view to) {
  EXPECT_NE(text.find(from), std::string::npos) << "the shipped stanza has no `" << from << "`";
  return replace_all(text, from, to);
}

/// logrotate/ddns-sidecar with this folder, this user and this process in place of those of an installed system.
std::string shipped_stanza(const fs::path& folder) {
  const auto text = test::file_text(fs::path(DDNS_TESTS_DIR).parent_path() / "logrotate/ddns-sidecar");
  const auto owner = cat(::getpwuid(::geteuid())->pw_name, " ", ::getgrgid(::getegid())->gr_name);
  auto out = replaced(text, "/var/log/ddns-sidecar", folder.string());
  out = replaced(out, "ddns-sidecar adm", owner);
  return replaced(out, "systemctl kill --signal=USR2 --kill-whom=main ddns-sidecar.service 2>/dev/null || true",
                  cat("kill -USR2 ", ::getpid()));
}

/// What the program's main thread does: sleeps, and reopens the log when told to.
class Reopener {
 public:
  explicit Reopener(log::Logger& logger) : logger_(logger), waits_(platform::WaitSet::create().value()) {
    EXPECT_TRUE(waits_->add_signals());
  }
  void look() {
    const auto wakeups = waits_->wait(std::chrono::steady_clock::now() + milliseconds(2));
    for (const auto signal : wakeups.signals) {
      if (signal != platform::Signal::user2) continue;
      logger_.reopen();
      ++reopened_;
    }
  }
  [[nodiscard]] std::size_t reopened() const { return reopened_; }

 private:
  log::Logger& logger_;
  std::unique_ptr<platform::WaitSet> waits_;
  std::size_t reopened_ = 0;
};

/// ddns-sidecar.log.9.gz … .2.gz, .1, and the file itself.
Paths rotated_by_logrotate(const fs::path& log) {
  Paths out{log};
  for (int n = 1;; ++n) {
    const fs::path plain = cat(log.string(), ".", n);
    const fs::path packed = plain.string() + ".gz";
    EXPECT_FALSE(fs::exists(plain) && fs::exists(packed)) << plain;
    if (!fs::exists(plain) && !fs::exists(packed)) break;
    out.push_back(fs::exists(plain) ? plain : packed);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

TEST(LogRotate, the_shipped_stanza_loses_no_line_doubles_none_and_keeps_their_order) {
  DDNS_NEEDS(fs::exists("/usr/sbin/logrotate"), "logrotate");
  test::run_forked([] {
    platform::block_service_signals();
    const test::TempDir folder;
    const auto log = folder / "log/ddns-sidecar.log";
    fs::create_directories(log.parent_path());
    std::ofstream(folder / "stanza") << shipped_stanza(log.parent_path());
    fs::permissions(folder / "stanza", fs::perms::owner_read | fs::perms::owner_write);
    const SystemClock clock;
    const log::SecretFilter filter;
    log::Logger logger({.path = log.string(), .rotation = log::Rotation::external}, origin, clock, filter);
    Reopener reopener(logger);
    const std::size_t rotations = 8;
    {
      const Writer writer(logger, kLines);
      for (std::size_t i = 1; i <= rotations; ++i) {
        while (writer.written() < i * kLines / (rotations + 1)) reopener.look();
        test::ChildProcess logrotate(
            {.argv = {"/usr/sbin/logrotate", "--force", "--state", folder / "state", folder / "stanza"},
             .output = folder / "logrotate"});
        while (logrotate.running() || reopener.reopened() < i) reopener.look();
        ASSERT_EQ(logrotate.wait(seconds(1))->exit_code, 0) << folder.read("logrotate.err");
        EXPECT_FALSE(writer.done()) << "the rotation was to happen while lines are written";
      }
      while (!writer.done()) reopener.look();
    }
    const auto files = rotated_by_logrotate(log);
    EXPECT_EQ(files.size(), rotations + 1);
    EXPECT_EQ(files.front().extension(), ".gz") << "logrotate compresses";
    expect_every_line_once(numbers_in(files), kLines);
    EXPECT_EQ(logger.figures().reopen_failures + logger.figures().write_errors + logger.figures().dropped, 0U);
    std::cout << "[ MEASURED ] " << kLines << " lines under " << rotations << " runs of logrotate: none lost\n";
  });
}

Paths rotated_by_us(const fs::path& log) {
  Paths out;
  for (const auto& entry : fs::directory_iterator(log.parent_path())) {
    if (entry.path() != log) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  out.push_back(log);
  return out;
}

TEST(InternalRotation, loses_no_line_doubles_none_and_keeps_their_order) {
  const test::TempDir folder;
  const auto log = folder / "ddns-sidecar.log";
  const SystemClock clock;
  const log::SecretFilter filter;
  {
    log::Logger logger({.path = log.string(), .max_size = 3U << 20U, .keep = 1000, .total = 1U << 30U}, origin, clock,
                       filter);
    { const Writer writer(logger, kLines); }
    EXPECT_GE(logger.figures().rotations, 15U);
    EXPECT_TRUE(eventually(
        [&] {
          const auto files = rotated_by_us(log);
          return std::all_of(files.begin(), files.end() - 1,
                             [](const auto& file) { return file.extension() == ".gz"; });
        },
        seconds(60)))
        << "closed files are compressed";
    EXPECT_EQ(logger.figures().write_errors + logger.figures().dropped, 0U);
    std::cout << "[ MEASURED ] " << kLines << " lines in " << logger.figures().rotations + 1 << " files: none lost\n";
  }
  expect_every_line_once(numbers_in(rotated_by_us(log)), kLines);
}

TEST(InternalRotation, a_process_that_ends_while_it_compresses_leaves_nothing_half_done) {
  const test::TempDir folder;
  const auto log = folder / "ddns-sidecar.log";
  const SystemClock clock;
  const log::SecretFilter filter;
  const std::size_t lines = 20'000;
  {
    log::Logger logger({.path = log.string(), .max_size = 1U << 20U, .keep = 1000, .total = 1U << 30U}, origin, clock,
                       filter);
    const Writer writer(logger, lines);
  }
  const auto files = rotated_by_us(log);
  for (const auto& file : files) EXPECT_NE(file.extension(), ".part") << file;
  expect_every_line_once(numbers_in(files), lines);
}

/// Runs in a file system of half a megabyte, most of which another file occupies at first.
void on_a_small_disk(log::Rotation rotation) {
  DDNS_NEEDS(::geteuid() == 0, "root, to mount a small file system");
  test::run_forked([&] {
    const test::TempDir folder;
    test::own_mounts();
    test::mount_small(folder / "disk", 640);
    const auto log = folder / "disk/ddns-sidecar.log";
    const auto filler = folder / "disk/filler";
    std::ofstream(filler) << std::string(400 * 1024, 'x');
    const SystemClock clock;
    const log::SecretFilter filter;
    const auto say = [](log::Logger& logger, std::size_t i) {
      logger.write(log::Level::info, "test", cat("line number ", i));
    };
    std::size_t lines = 0;
    std::uint64_t dropped = 0;
    {
      log::Logger logger({.path = log.string(), .max_size = 64U << 10U, .keep = 1000, .rotation = rotation}, origin,
                         clock, filter);
      while (logger.figures().dropped < 100 && lines < 100'000) say(logger, lines++);
      ASSERT_LT(lines, 100'000U) << "the disk was to be full";
      EXPECT_GT(logger.figures().write_errors, 100U);
      fs::remove(filler);
      for (int i = 0; i < 50; ++i) say(logger, lines++);
      dropped = logger.figures().dropped;
      EXPECT_EQ(dropped, 100U) << "it goes on as soon as there is room";
    }
    const auto files = rotation == log::Rotation::none ? Paths{log} : [&] {
      auto all = rotated_by_us(log);
      std::erase(all, filler);
      return all;
    }();
    const auto numbers = numbers_in(files);
    EXPECT_EQ(numbers.size(), lines - dropped) << "what is lost is counted, what is counted is lost";
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end()) << "none is doubled";
    EXPECT_EQ(numbers.back(), lines - 1);
  });
}

TEST(FullDisk, is_counted_and_recovered_from) { on_a_small_disk(log::Rotation::none); }
TEST(FullDisk, is_counted_and_recovered_from_under_internal_rotation) { on_a_small_disk(log::Rotation::internal); }

}  // namespace
}  // namespace ddns::logfile
