#include "ddns/platform/name_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/platform/host.h"

namespace ddns::platform {
namespace {

NameServer server(std::string_view address, std::string interface_name = {}) {
  return {.address = IpAddress::parse(address).value(), .interface_name = std::move(interface_name)};
}

TEST(ResolvConf, gives_servers_in_order) {
  const auto servers = parse_resolv_conf(
      "# by hand\n"
      "search example.com\n"
      "nameserver 192.0.2.53\n"
      "nameserver\t2001:db8::53   # second\r\n"
      "options edns0\n"
      "nameserver 127.0.0.53");
  EXPECT_THAT(servers, testing::ElementsAre(server("192.0.2.53"), server("2001:db8::53"), server("127.0.0.53")));
}

TEST(ResolvConf, keeps_the_zone_of_link_local_servers) {
  EXPECT_THAT(parse_resolv_conf("nameserver fe80::1%eth0\n"), testing::ElementsAre(server("fe80::1", "eth0")));
}

TEST(ResolvConf, skips_what_it_cannot_read) {
  const auto servers = parse_resolv_conf(
      "nameserver\n"
      "nameserver dns.example.com\n"
      "nameservers 192.0.2.1\n"
      "nameserver192.0.2.1\n"
      " nameserver 192.0.2.2\n"
      ";nameserver 192.0.2.3\n"
      "nameserver 192.0.2.4;x\n");
  EXPECT_THAT(servers, testing::ElementsAre(server("192.0.2.4")));
}

TEST(ResolvConf, gives_each_server_once) {
  EXPECT_EQ(parse_resolv_conf("nameserver 192.0.2.1\nnameserver 192.0.2.1\n").size(), 1U);
}

TEST(ResolvConf, may_be_empty) { EXPECT_TRUE(parse_resolv_conf("").empty()); }

TEST(SystemNameServers, are_never_none_on_posix) { EXPECT_FALSE(system_name_servers().empty()); }

TEST(OsRelease, gives_the_pretty_name_unquoted) {
  EXPECT_EQ(parse_os_release("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\n"),
            "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(parse_os_release("PRETTY_NAME='An \\'OS\\''"), "An 'OS'");
  EXPECT_EQ(parse_os_release("PRETTY_NAME=Plain\n"), "Plain");
  EXPECT_EQ(parse_os_release("NAME=x\n"), "");
}

TEST(Host, has_a_name_and_a_system) {
  EXPECT_FALSE(host_name().empty());
  EXPECT_NE(operating_system().find("Linux"), std::string::npos) << operating_system();
}

}  // namespace
}  // namespace ddns::platform
