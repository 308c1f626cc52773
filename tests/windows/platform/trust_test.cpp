// What is not trusted: files of other users, programs in the working folder, a port that another program may share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/platform/src/windows/folder_owner.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/port.h"
#include "ddns/platform/process.h"
#include "ddns/platform/protected_folder.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

using ::testing::HasSubstr;

TEST(TrustedOwners, are_the_system_s_the_service_s_and_the_user_who_asks) {
  const TrustedOwners owners("ddns-sidecar");
  for (const auto type : {WinBuiltinAdministratorsSid, WinLocalSystemSid, WinLocalServiceSid}) {
    EXPECT_TRUE(owners.contain(well_known_sid(type).value())) << type;
  }
  EXPECT_TRUE(owners.contain(current_user_sid().value()));
  for (const auto type :
       {WinBuiltinUsersSid, WinWorldSid, WinAuthenticatedUserSid, WinNetworkServiceSid, WinAnonymousSid}) {
    EXPECT_FALSE(owners.contain(well_known_sid(type).value())) << type;
  }
}

TEST(TrustedOwners, name_who_is_not_among_them) {
  EXPECT_THAT(name_of_sid(well_known_sid(WinNetworkServiceSid).value()), HasSubstr("NETWORK"));
}

TEST(ProtectedFolder, finds_everything_below) {
  const test::TempDir folder;
  ASSERT_TRUE(make_folders(folder.path() / "a" / "b"));
  ASSERT_TRUE(write_file_atomically(folder.path() / "a" / "b" / "c.txt", "x"));
  const auto found = everything_in(folder.path());
  ASSERT_TRUE(found) << found.error().message;
  std::vector<std::string> names;
  for (const auto& one : *found)
    names.push_back(to_utf8(std::filesystem::path(one.path.lexically_relative(folder.path()).generic_wstring())));
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("a", "a/b", "a/b/c.txt"));
}

TEST(ProtectedFolder, stays_usable_with_what_was_in_it) {
  const test::TempDir folder;
  ASSERT_TRUE(make_folders(folder.path() / "state"));
  ASSERT_TRUE(write_file_atomically(folder.path() / "state" / "x", "kept"));
  const auto done = protect_folder(folder.path(), "ddns-sidecar", ServiceAccount::local_service);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(read_file(folder.path() / "state" / "x", 10).value_or("nothing"), "kept");
  EXPECT_TRUE(check_protected_folder(folder.path(), "ddns-sidecar"));
}

TEST(WindowsChild, is_not_looked_for_in_the_working_folder) {
  const test::TempDir folder;
  ASSERT_TRUE(write_file_atomically(folder.path() / "only-here.exe", "MZ"));
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const auto outcome = run_child({.argv = {"only-here"}});
  std::filesystem::current_path(before);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("there is no such program"));
}

TEST(ClaimedPort, is_exclusive) {
  const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  ASSERT_NE(socket, INVALID_SOCKET);
  ASSERT_TRUE(claim_port(static_cast<std::uintptr_t>(socket)));
  BOOL exclusive = FALSE;
  BOOL shared = TRUE;
  int size = sizeof exclusive;
  EXPECT_EQ(::getsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<char*>(&exclusive), &size), 0);
  size = sizeof shared;
  EXPECT_EQ(::getsockopt(socket, SOL_SOCKET, SO_REUSEADDR, reinterpret_cast<char*>(&shared), &size), 0);
  EXPECT_TRUE(exclusive);
  EXPECT_FALSE(shared) << "another program could bind the same port";
  ::closesocket(socket);
}

}  // namespace
}  // namespace ddns::platform
