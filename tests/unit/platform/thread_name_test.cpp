#include "ddns/platform/thread_name.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

#ifdef __linux__
#include <pthread.h>
#endif

namespace ddns::platform {
namespace {

struct Names {
  std::string own;     ///< what the thread knows of itself
  std::string system;  ///< what the system knows
};

Names named(const std::string& name) {
  Names out;
  std::thread([&] {
    name_thread(name);
    out.own = thread_name();
#ifdef __linux__
    std::array<char, 64> text{};
    (void)::pthread_getname_np(::pthread_self(), text.data(), text.size());
    out.system = text.data();
#else
    out.system = out.own;
#endif
  }).join();
  return out;
}

TEST(ThreadName, is_what_the_system_shows) {
  EXPECT_EQ(named("engine").system, "engine");
  EXPECT_EQ(named("lane cloudflare").system, "lane cloudflare") << "as long as may be";
}

TEST(ThreadName, is_cut_before_a_whole_character_when_it_is_too_long) {
  EXPECT_EQ(named("lane cloudflare2").system, "lane cloudflare");
  EXPECT_EQ(named("send 钉钉机器人").system, "send 钉钉机") << "14 octets";
  EXPECT_EQ(named("send 钉钉机器人").own, "send 钉钉机");
}

TEST(ThreadName, is_the_threads_own) {
  EXPECT_EQ(named("one").own, "one");
  std::string other = "?";
  std::thread([&] { other = thread_name(); }).join();
  EXPECT_EQ(other, "");
}

}  // namespace
}  // namespace ddns::platform
