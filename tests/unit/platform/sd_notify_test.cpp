#include "ddns/platform/sd_notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

/// The service manager's end; `name` may be an abstract one ("@…").
class Manager {
 public:
  explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length), 0) << std::strerror(errno);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// A datagram is there as soon as it was sent, so nothing is waited for.
  [[nodiscard]] std::string receive() const {
    char buffer[512];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
    return got < 0 ? "nothing" : std::string(buffer, static_cast<std::size_t>(got));
  }

 private:
  int socket_;
};

TEST(NotifyServiceManager, sends_one_datagram_per_call) {
  const test::TempDir folder;
  const Manager manager((folder / "notify").string());
  EXPECT_TRUE(notify_service_manager("READY=1\nSTATUS=fine"));
  EXPECT_TRUE(notify_service_manager("WATCHDOG=1"));
  EXPECT_EQ(manager.receive(), "READY=1\nSTATUS=fine");
  EXPECT_EQ(manager.receive(), "WATCHDOG=1");
  EXPECT_EQ(manager.receive(), "nothing");
}

TEST(NotifyServiceManager, reaches_abstract_sockets) {
  const Manager manager("@ddns-sidecar-test-" + std::to_string(::getpid()));
  EXPECT_TRUE(notify_service_manager("STOPPING=1"));
  EXPECT_EQ(manager.receive(), "STOPPING=1");
}

TEST(NotifyServiceManager, does_nothing_without_a_manager) {
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_TRUE(notify_service_manager("READY=1"));
  ::setenv("NOTIFY_SOCKET", "", 1);
  EXPECT_TRUE(notify_service_manager("READY=1"));
  ::unsetenv("NOTIFY_SOCKET");
}

TEST(NotifyServiceManager, reports_what_cannot_be_reached) {
  const test::TempDir folder;
  for (const std::string& name : {(folder / "none").string(), std::string("relative"), "/" + std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    const auto failed = notify_service_manager("READY=1");
    ASSERT_FALSE(failed) << name;
    EXPECT_EQ(failed.error().reason, Reason::io);
  }
  ::unsetenv("NOTIFY_SOCKET");
}

TEST(NotifyServiceManager, never_blocks_on_a_manager_that_does_not_read) {
  const test::TempDir folder;
  const Manager manager((folder / "notify").string());
  Status last;
  // The kernel queues a limited number of datagrams, then a blocking send would hang here.
  for (int i = 0; i < 100'000 && last; ++i) last = notify_service_manager("WATCHDOG=1");
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().reason, Reason::io);
}

TEST(ReloadingMessage, has_the_monotonic_clock) {
  const std::string message = reloading_message();
  constexpr std::string_view head = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_TRUE(message.starts_with(head)) << message;
  EXPECT_GT(to_number<std::uint64_t>(std::string_view(message).substr(head.size())).value_or(0), 0U);
}

TEST(WatchdogInterval, is_read_from_the_environment) {
  ::setenv("WATCHDOG_USEC", "90000000", 1);
  ::unsetenv("WATCHDOG_PID");
  EXPECT_EQ(watchdog_interval(), std::chrono::seconds{90});
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), std::chrono::seconds{90});
  ::setenv("WATCHDOG_PID", std::to_string(::getpid() + 1).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt) << "meant for another process";
  ::unsetenv("WATCHDOG_PID");
  for (const char* bad : {"", "0", "-5", "soon"}) {
    ::setenv("WATCHDOG_USEC", bad, 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt) << bad;
  }
  ::unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(watchdog_interval(), std::nullopt);
}

}  // namespace
}  // namespace ddns::platform
