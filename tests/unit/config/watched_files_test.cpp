// The files that a configuration is made from beside its own.
#include <gtest/gtest.h>

#include "fakes.h"

namespace ddns::config::test {
namespace {

using Paths = std::vector<std::string>;

Paths watched(const Given& given) {
  const auto loaded = load(given);
  if (!loaded) return {"not loaded: " + ::testing::PrintToString(lines(loaded.error()))};
  return loaded->configuration.watched_files;
}

TEST(WatchedFiles, are_none_without_references_to_files) {
  EXPECT_EQ(watched({.text = "provider: plain\ndomain: a.example\npassword: \"${env:TOKEN}\"\n",
                     .environment = {{"TOKEN", "hush"}}}),
            Paths{});
}

TEST(WatchedFiles, are_named_with_their_whole_path_and_once) {
  EXPECT_EQ(watched({.text = "accounts:\n"
                             "  - { id: a, provider: plain, password: \"${file:secrets/token}\" }\n"
                             "  - { id: b, provider: plain, password: \"${file:/run/other}\" }\n"
                             "  - { id: c, provider: plain, password: \"${file:../ddns/secrets/token}\" }\n"
                             "records:\n"
                             "  - { name: a.example, account: a }\n"
                             "  - { name: b.example, account: b }\n"
                             "  - { name: c.example, account: c }\n",
                     .files = {{"/etc/ddns/secrets/token", "hush"}, {"/run/other", "hush2"}}}),
            (Paths{"/etc/ddns/secrets/token", "/run/other"}));
}

TEST(WatchedFiles, are_found_in_every_part_of_the_file_and_behind_variables) {
  EXPECT_EQ(watched({.text = "provider: plain\ndomain: a.example\npassword: \"${file:${env:DIR}/token}\"\n"
                             "web: { token: \"${file:/run/web}\" }\n",
                     .environment = {{"DIR", "/run/credentials"}},
                     .files = {{"/run/credentials/token", "hush"}, {"/run/web", "hush2"}}}),
            (Paths{"/run/credentials/token", "/run/web"}));
}

}  // namespace
}  // namespace ddns::config::test
