#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/providers/src/hosts/block.h"
#include "ddns/core/text.h"
#include "support/scripted_random.h"

namespace ddns::providers::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
RecordKey key(std::string_view name, RecordType type = RecordType::a) {
  return {DomainName::parse(name).value(), type};
}

constexpr std::string_view kBlock = "# BEGIN ddns-sidecar a\n192.0.2.1 home.example.com\n# END ddns-sidecar a\n";

/// The content after `home.example.com A` was set to 192.0.2.7 in block `a`.
std::string with_seven(std::string_view content) {
  auto file = parse(content, "a").value();
  file.set(key("home.example.com"), {ip("192.0.2.7")});
  return compose(file, "a");
}
constexpr std::string_view kSeven = "# BEGIN ddns-sidecar a\n192.0.2.7 home.example.com\n# END ddns-sidecar a\n";

Error error_of(std::string_view content) {
  const auto file = parse(content, "a");
  return file ? Error{.message = "(success)"} : file.error();
}

TEST(HostsBlock, keeps_every_byte_outside) {
  using namespace std::string_literals;
  const auto odd = "\xEF\xBB\xBF 1.2.3.4\tx\n\r\n\r\r\n\0\xFF nul and no UTF-8\n"s;
  EXPECT_EQ(with_seven(cat(odd, kBlock, odd, "no line end")), cat(odd, kSeven, odd, "no line end"));
}

TEST(HostsBlock, gives_the_last_line_an_end_before_a_block_follows) {
  EXPECT_EQ(with_seven("127.0.0.1 localhost"), cat("127.0.0.1 localhost\n", kSeven));
  EXPECT_EQ(with_seven("# a\r\n127.0.0.1 localhost"),
            cat("# a\r\n127.0.0.1 localhost\r\n", replace_all(kSeven, "\n", "\r\n")));
}

TEST(HostsBlock, leaves_the_blocks_of_other_accounts_alone) {
  const std::string other = "# BEGIN ddns-sidecar a2\n192.0.2.1 home.example.com\n# END ddns-sidecar a2\n";
  EXPECT_EQ(with_seven(cat(other, kBlock, other)), cat(other, kSeven, other));
  EXPECT_EQ(with_seven(other), cat(other, kSeven));
}

TEST(HostsBlock, writes_one_line_per_address_and_name_in_order) {
  HostsFile file;
  file.set(key("b.example.com"), {ip("192.0.2.2"), ip("192.0.2.1")});
  file.set(key("a.example.com", RecordType::aaaa), {ip("2001:db8::1")});
  file.set(key("a.example.com"), {ip("192.0.2.9")});
  EXPECT_EQ(compose(file, "x"),
            "# BEGIN ddns-sidecar x\n192.0.2.9 a.example.com\n2001:db8::1 a.example.com\n192.0.2.1 b.example.com\n"
            "192.0.2.2 b.example.com\n# END ddns-sidecar x\n");
}

TEST(HostsBlock, sets_one_family_without_touching_the_other) {
  HostsFile file;
  file.set(key("a.example.com"), {ip("192.0.2.9")});
  file.set(key("a.example.com", RecordType::aaaa), {ip("2001:db8::1")});
  file.set(key("a.example.com"), {});
  EXPECT_TRUE(file.addresses(key("a.example.com")).empty());
  EXPECT_EQ(file.addresses(key("a.example.com", RecordType::aaaa)), AddressSet{ip("2001:db8::1")});
}

TEST(HostsBlock, reads_lines_with_several_names_and_spares_what_it_cannot_read) {
  const auto file = parse(
      "# BEGIN ddns-sidecar a\n\n  # note\n192.0.2.1\ta.example.com B.Example.com # c\nrubbish\n"
      "192.0.2.2 not_an!name\n# END ddns-sidecar a",
      "a");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->addresses(key("b.example.com")), AddressSet{ip("192.0.2.1")});
  EXPECT_EQ(file->entries.size(), 2U);
  EXPECT_THAT(file->strange, ElementsAre("# note", "rubbish", "192.0.2.2 not_an!name"));
  EXPECT_EQ(compose(*file, "a"),
            "# BEGIN ddns-sidecar a\n# note\nrubbish\n192.0.2.2 not_an!name\n192.0.2.1 a.example.com\n"
            "192.0.2.1 b.example.com\n# END ddns-sidecar a\n");
}

TEST(HostsBlock, an_empty_block_vanishes) {
  auto file = parse(cat("# x\n", kBlock, "# y\n"), "a").value();
  file.set(key("home.example.com"), {});
  EXPECT_EQ(compose(file, "a"), "# x\n# y\n");
}

TEST(HostsBlock, names_the_damage_and_the_line) {
  const std::string begin = "# BEGIN ddns-sidecar a\n";
  const std::string end = "# END ddns-sidecar a\n";
  const std::string other = "# BEGIN ddns-sidecar b\n";
  EXPECT_THAT(error_of(begin + "192.0.2.1 x\n").message, HasSubstr("line 2: the file is over"));
  EXPECT_THAT(error_of(begin + begin + end).message, HasSubstr("line 2: this block begins a second time"));
  EXPECT_THAT(error_of(begin + end + begin + end).message, HasSubstr("line 3: this block begins a second time"));
  EXPECT_THAT(error_of(end).message, HasSubstr("line 1: this block ends without"));
  EXPECT_THAT(error_of(begin + end + end).message, HasSubstr("line 3: this block ends without"));
  EXPECT_THAT(error_of(begin + other + end).message, HasSubstr("line 2: another block's marker"));
  EXPECT_EQ(error_of(end).reason, Reason::malformed);
  EXPECT_EQ(error_of(other).message, "(success)") << "damage in another account's block is not ours to judge";
}

/// Lines as they stand in such files, and as nobody would write them.
std::string any_content(test::ScriptedRandom& random) {
  using namespace std::string_literals;
  static const std::vector<std::string> kLines = {"127.0.0.1 localhost\n",
                                                  "# BEGIN ddns-sidecar a\n",
                                                  "# BEGIN ddns-sidecar a\r\n",
                                                  "# END ddns-sidecar a\n",
                                                  "  # END ddns-sidecar a  \n",
                                                  "# BEGIN ddns-sidecar b\n",
                                                  "# END ddns-sidecar b\n",
                                                  "192.0.2.1 home.example.com\n",
                                                  "192.0.2.1\thome.example.com nas.example.com\r\n",
                                                  "2001:db8::1 nas.example.com",
                                                  "# by hand\n",
                                                  "\r\n",
                                                  "\n",
                                                  "\0\xFF nul and no UTF-8\n"s,
                                                  "192.0.2.300 x\n"};
  std::string content;
  for (auto left = random.below(12); left > 0; --left) content += kLines[random.below(kLines.size())];
  return content;
}

TEST(HostsBlock, changes_nothing_but_its_own_lines_in_any_file) {
  test::ScriptedRandom random;
  const auto home = key("home.example.com");
  const auto other = key("nas.example.com", RecordType::aaaa);
  int readable = 0;
  for (int round = 0; round < 5000; ++round) {
    const auto content = any_content(random);
    SCOPED_TRACE(testing::Message() << "in \"" << content << '"');
    auto file = parse(content, "a");
    if (!file) continue;  // its markers are a muddle, which is another test
    ++readable;
    ASSERT_TRUE(content.starts_with(file->before) && content.ends_with(file->after));
    const auto others = file->addresses(other);
    file->set(home, {ip("192.0.2.7")});
    const auto composed = compose(*file, "a");
    const auto again = parse(composed, "a");
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(again->before.starts_with(file->before)) << "but for the line end before a block";
    ASSERT_LE(again->before.size(), file->before.size() + file->newline.size());
    ASSERT_EQ(again->after, file->after);
    ASSERT_EQ(again->strange, file->strange);
    ASSERT_EQ(again->addresses(home), AddressSet{ip("192.0.2.7")});
    ASSERT_EQ(again->addresses(other), others);
    ASSERT_EQ(compose(*again, "a"), composed);
  }
  EXPECT_GT(readable, 1000);
}

}  // namespace
}  // namespace ddns::providers::hosts
