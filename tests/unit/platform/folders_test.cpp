#include "ddns/platform/folders.h"

#include <map>

#include <gtest/gtest.h>

namespace ddns::platform {
namespace {

EnvironmentReader reader(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

const Folders root_folders{"/etc/ddns-sidecar", "/var/lib/ddns-sidecar", "/var/log/ddns-sidecar"};

TEST(PosixFolders, are_the_system_ones_for_root) {
  EXPECT_EQ(posix_folders(reader({{"HOME", "/root"}, {"XDG_CONFIG_HOME", "/x"}}), true), root_folders);
}

TEST(PosixFolders, are_below_home_for_other_users) {
  const Folders expected{"/home/u/.config/ddns-sidecar", "/home/u/.local/state/ddns-sidecar",
                         "/home/u/.local/state/ddns-sidecar/log"};
  EXPECT_EQ(posix_folders(reader({{"HOME", "/home/u"}}), false), expected);
}

TEST(PosixFolders, follow_xdg_variables_and_ignore_relative_ones) {
  const auto environment = reader({{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "/c:d"}, {"XDG_STATE_HOME", "relative"}});
  const Folders expected{"/c:d/ddns-sidecar", "/home/u/.local/state/ddns-sidecar",
                         "/home/u/.local/state/ddns-sidecar/log"};
  EXPECT_EQ(posix_folders(environment, false), expected);
}

TEST(PosixFolders, take_the_first_of_what_systemd_hands_over) {
  const auto environment = reader({{"HOME", "/home/u"},
                                   {"CONFIGURATION_DIRECTORY", "/etc/a:/etc/b"},
                                   {"STATE_DIRECTORY", "/var/lib/private/a"},
                                   {"LOGS_DIRECTORY", "/var/log/a:/var/log/b"}});
  const Folders expected{"/etc/a", "/var/lib/private/a", "/var/log/a"};
  EXPECT_EQ(posix_folders(environment, false), expected);
  EXPECT_EQ(posix_folders(environment, true), expected);
}

TEST(PosixFolders, decide_each_folder_by_itself) {
  const auto environment = reader({{"STATE_DIRECTORY", "/s"}, {"LOGS_DIRECTORY", "not/absolute"}});
  const Folders expected{"/etc/ddns-sidecar", "/s", "/var/log/ddns-sidecar"};
  EXPECT_EQ(posix_folders(environment, true), expected);
}

TEST(PosixFolders, name_the_system_ones_when_there_is_no_home) {
  EXPECT_EQ(posix_folders(reader({}), false), root_folders);
  EXPECT_EQ(posix_folders(reader({{"HOME", ""}}), false), root_folders);
}

TEST(WindowsFolders, are_below_program_data) {
  const std::filesystem::path base("D:\\Data");
  const Folders expected{base / "ddns-sidecar", base / "ddns-sidecar" / "state", base / "ddns-sidecar" / "logs"};
  EXPECT_EQ(windows_folders(reader({{"ProgramData", "D:\\Data"}})), expected);
}

TEST(WindowsFolders, have_a_default_place) {
  const auto expected = std::filesystem::path("C:\\ProgramData") / "ddns-sidecar";
  EXPECT_EQ(windows_folders(reader({})).config, expected);
  EXPECT_EQ(windows_folders(reader({{"ProgramData", ""}})).config, expected);
}

TEST(DefaultFolders, are_absolute) {
  const Folders folders = default_folders();
  EXPECT_TRUE(folders.config.is_absolute());
  EXPECT_TRUE(folders.state.is_absolute());
  EXPECT_TRUE(folders.logs.is_absolute());
}

}  // namespace
}  // namespace ddns::platform
