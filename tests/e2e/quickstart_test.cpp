// The script that newcomers run first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

/// ci/quickstart with a program that is built already.
class Script {
 public:
  explicit Script(World& world, const std::string& program = {})
      : folder_(world.folder.path()),
        child_({.argv = {"/bin/bash", std::string(DDNS_TESTS_DIR) + "/../ci/quickstart", (folder_ / "quick").string()},
                .environment = {{"DDNS_QUICKSTART_PROGRAM", program.empty() ? world.setup("").program : program},
                                {"HOME", folder_.string()}},
                .output = folder_ / "script"}) {}

  [[nodiscard]] std::string said() const { return content(".out") + content(".err"); }
  test::ChildProcess& process() { return child_; }

 private:
  [[nodiscard]] std::string content(const std::string& ending) const {
    std::ostringstream out;
    out << std::ifstream(folder_ / ("script" + ending)).rdbuf();
    return out.str();
  }

  const std::filesystem::path folder_;
  test::ChildProcess child_;
};

TEST(QuickStart, says_that_it_runs_and_ends_when_told) {
  in_a_world([](World& world) {
    world.cable.add("192.168.44.5/24");
    Script script(world);
    EXPECT_TRUE(
        eventually([&] { return script.said().find("ddns-sidecar runs (process") != std::string::npos; }, seconds(30)))
        << script.said();
    script.process().signal(SIGTERM);
    const auto end = script.process().wait(seconds(10));
    ASSERT_TRUE(end) << script.said();
    EXPECT_EQ(end->exit_code, 0) << script.said();
  });
}

TEST(QuickStart, takes_nobody_else_for_the_program) {
  in_a_world([](World& world) {
    const test::StubServer somebody([](const test::SeenRequest&) { return test::Reply::text(200, "healthy"); },
                                    {.port = 9876});
    Script script(world);
    const auto end = script.process().wait(seconds(20));
    ASSERT_TRUE(end) << script.said();
    EXPECT_EQ(end->exit_code, 1);
    EXPECT_THAT(script.said(), HasSubstr("something listens on 127.0.0.1:9876 already"));
    EXPECT_THAT(script.said(), Not(HasSubstr("ddns-sidecar runs")));
  });
}

TEST(QuickStart, shows_what_a_program_said_that_does_not_start) {
  in_a_world([](World& world) {
    const auto program =
        world.folder.write("program", "#!/bin/sh\n[ \"$3\" = check ] && exit 0\necho a reason; exit 1\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    Script script(world, program.string());
    const auto end = script.process().wait(seconds(20));
    ASSERT_TRUE(end) << script.said();
    EXPECT_EQ(end->exit_code, 1);
    EXPECT_THAT(script.said(), HasSubstr("a reason"));
  });
}

/// Takes the half minute that the script waits.
TEST(QuickStart, gives_up_on_a_program_that_does_not_get_healthy) {
  in_a_world([](World& world) {
    const auto program = world.folder.write(
        "program",
        "#!/bin/sh\ncase \"$3\" in check) exit 0;; healthcheck) exit 1;; esac\necho waits; exec sleep 300\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    Script script(world, program.string());
    const auto end = script.process().wait(seconds(60));
    ASSERT_TRUE(end) << script.said();
    EXPECT_EQ(end->exit_code, 1);
    EXPECT_THAT(script.said(), HasSubstr("not healthy after 30 s"));
    EXPECT_THAT(script.said(), HasSubstr("waits"));
  });
}

}  // namespace
}  // namespace ddns::e2e
