#include "ddns/providers/hosts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/providers/src/hosts/file.h"
#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "ddns/plan/plan.h"
#include "fake_service.h"
#include "support/forked.h"
#include "support/needs.h"
#include "support/temp_dir.h"

namespace ddns::providers {
namespace {

using testing::HasSubstr;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

schema::Values values_for(const std::filesystem::path& path, std::string block = "") {
  schema::Values values;
  values.put("path", path.string());
  values.put("mode", std::string("0644"));
  if (!block.empty()) values.put("block", std::move(block));
  return values;
}
std::unique_ptr<provider::Provider> make(const std::filesystem::path& path, std::string block = "") {
  return hosts_spec().make(values_for(path, std::move(block))).value();
}

plan::Unit write_of(std::string_view at, std::string_view address) {
  return {.zone = {name(at)},
          .operations = {plan::ReplaceSet{.key = {name(at), RecordType::a}, .after = {ip(address)}}},
          .atomic = true};
}

Result<provider::Ack> write(const provider::Provider& provider, std::string_view at = "home.example.com",
                            std::string_view address = "192.0.2.1") {
  test::FakeService nobody([](const http::Request&) -> http::Response { return {}; });
  return provider.apply(write_of(at, address), nobody.call()).at(0);
}
Result<plan::ZoneState> read(const provider::Provider& provider) {
  test::FakeService nobody([](const http::Request&) -> http::Response { return {}; });
  return provider.read({{name("home.example.com")}, {{name("home.example.com"), RecordType::a}}}, nobody.call());
}

TEST(Hosts, has_one_zone_for_all_names_so_that_a_job_rewrites_the_file_once) {
  const test::TempDir folder;
  const auto provider = make(folder / "h");
  test::FakeService nobody([](const http::Request&) -> http::Response { return {}; });
  ASSERT_TRUE(provider->capabilities().has_zones);
  const auto zones = provider->find_zones({name("home.example.com"), name("nas.lan")}, nobody.call());
  ASSERT_TRUE(zones);
  ASSERT_EQ(zones->size(), 1U);
  EXPECT_TRUE(name("home.example.com").is_within(zones->front().name));
  EXPECT_TRUE(name("nas.lan").is_within(zones->front().name));

  const std::vector<plan::DesiredSet> desired{{{name("home.example.com"), RecordType::a}, {ip("192.0.2.1")}},
                                              {{name("nas.lan"), RecordType::a}, {ip("192.0.2.2")}}};
  const auto state = provider->read({zones->front(), {desired[0].key, desired[1].key}}, nobody.call());
  ASSERT_TRUE(state);
  const auto units = plan::lower(plan::make_plan(desired, *state), provider->capabilities());
  ASSERT_EQ(units.size(), 1U) << "one unit is one rewrite";
  for (const auto& outcome : provider->apply(units.front(), nobody.call())) EXPECT_TRUE(outcome);
  EXPECT_THAT(folder.read("h"), HasSubstr("192.0.2.1 home.example.com\n192.0.2.2 nas.lan\n"));
}

TEST(Hosts, names_the_block_after_the_account_unless_told_otherwise) {
  const test::TempDir folder;
  auto values = values_for(folder / "h");
  values.put("id", std::string("lan"));
  ASSERT_TRUE(write(**hosts_spec().make(values)));
  EXPECT_THAT(folder.read("h"), HasSubstr("# BEGIN ddns-sidecar lan\n"));
  values.put("block", std::string("mine"));
  ASSERT_TRUE(write(**hosts_spec().make(values)));
  EXPECT_THAT(folder.read("h"), HasSubstr("# BEGIN ddns-sidecar mine\n"));
}

TEST(Hosts, refuses_an_account_id_that_makes_no_marker) {
  auto values = values_for("/nowhere/h");
  values.put("id", std::string("two\nlines"));
  const auto made = hosts_spec().make(values);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, Reason::config);
  EXPECT_THAT(made.error().message, HasSubstr("`block`"));
}

TEST(Hosts, keeps_mode_and_owner_and_makes_missing_folders) {
  const test::TempDir folder;
  const auto path = folder / "a" / "b" / "hosts";
  ASSERT_TRUE(write(*make(path)));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0644U);
  ASSERT_EQ(::chmod(path.c_str(), 0664), 0);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(path.c_str(), 1234, 4321), 0);
  }
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  const auto before = status;
  ASSERT_TRUE(write(*make(path), "home.example.com", "192.0.2.2"));
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, before.st_mode);
  EXPECT_EQ(status.st_uid, before.st_uid);
  EXPECT_EQ(status.st_gid, before.st_gid);
}

TEST(Hosts, does_not_touch_a_file_that_is_right) {
  const test::TempDir folder;
  const auto provider = make(folder / "h");
  ASSERT_TRUE(write(*provider));
  struct stat before {};
  ASSERT_EQ(::stat((folder / "h").c_str(), &before), 0);
  EXPECT_EQ(write(*provider), (provider::Ack{.unchanged = true}));
  struct stat after {};
  ASSERT_EQ(::stat((folder / "h").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST(Hosts, says_which_file_cannot_be_read_or_written) {
  const test::TempDir folder;
  ASSERT_EQ(::mkdir((folder / "h").c_str(), 0700), 0);
  const auto provider = make(folder / "h");
  for (const auto& error : {read(*provider).error(), write(*provider).error()}) {
    EXPECT_EQ(error.reason, Reason::io);
    EXPECT_EQ(error.effect, Effect::none);
    EXPECT_THAT(error.message, HasSubstr((folder / "h").string()));
  }
}

TEST(Hosts, names_the_file_of_a_damaged_block) {
  const test::TempDir folder;
  const auto path = folder.write("h", "# BEGIN ddns-sidecar hosts\n");
  const auto provider = make(path);
  EXPECT_THAT(read(*provider).error().message, HasSubstr(path.string()));
  EXPECT_THAT(write(*provider).error().message, HasSubstr(path.string()));
  EXPECT_EQ(folder.read("h"), "# BEGIN ddns-sidecar hosts\n");
}

TEST(Hosts, a_user_without_rights_changes_nothing) {
  DDNS_NEEDS(::geteuid() == 0, "root, to become somebody else");
  const test::TempDir folder;
  const auto path = folder.write("h", "# secret\n");
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  test::run_forked([&] {
    ASSERT_EQ(::setuid(65534), 0);
    EXPECT_EQ(read(*make(path)).error().reason, Reason::io);
    EXPECT_EQ(write(*make(path)).error().reason, Reason::io);
    EXPECT_EQ(write(*make(folder / "new")).error().reason, Reason::io);
  });
  EXPECT_EQ(folder.read("h"), "# secret\n");
}

TEST(Hosts, an_edit_between_reading_and_replacing_is_a_conflict) {
  const test::TempDir folder;
  const auto path = folder.write("h", "edited meanwhile");
  const auto replaced = hosts::replace_file(path.string(), "as read", "new", platform::FileMode::everybody_reads);
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().reason, Reason::conflict);
  EXPECT_EQ(folder.read("h"), "edited meanwhile");
  std::filesystem::remove(path);
  EXPECT_FALSE(hosts::replace_file(path.string(), "as read", "new", platform::FileMode::everybody_reads));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Hosts, accounts_that_share_a_file_lose_nothing_of_each_other) {
  const test::TempDir folder;
  std::vector<std::thread> accounts;
  std::atomic<int> failures{0};
  for (int account = 0; account < 4; ++account) {
    accounts.emplace_back([&, account] {
      const auto provider = make(folder / "h", cat("a", account));
      for (int i = 0; i < 10; ++i) failures += write(*provider, cat("n", i, ".example.com")) ? 0 : 1;
    });
  }
  for (auto& account : accounts) account.join();
  EXPECT_EQ(failures, 0);
  const auto content = folder.read("h");
  EXPECT_EQ(split(content, '\n').size(), 4U * 12 + 1) << content;
}

}  // namespace
}  // namespace ddns::providers
