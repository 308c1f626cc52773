#include "ddns/core/address_scope.h"

#include <gtest/gtest.h>

namespace ddns {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

TEST(AddressScope, loopback_is_this_machine_in_either_family) {
  for (const auto* text : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "::ffff:127.1.2.3"}) {
    EXPECT_TRUE(is_loopback(ip(text))) << text;
  }
  for (const auto* text : {"126.255.255.255", "128.0.0.0", "0.0.0.0", "::", "::2", "::1:1", "1::1", "fe80::1",
                           "::ffff:128.0.0.1", "::127.0.0.1", "1::ffff:127.0.0.1"}) {
    EXPECT_FALSE(is_loopback(ip(text))) << text;
  }
}

TEST(AddressScope, link_local_ends_where_the_registries_say) {
  for (const auto* text : {"169.254.0.0", "169.254.255.255", "fe80::", "febf:ffff::1"}) {
    EXPECT_TRUE(is_link_local(ip(text))) << text;
  }
  for (const auto* text : {"169.253.255.255", "169.255.0.0", "fe7f::1", "fec0::1", "fd00::1", "127.0.0.1", "::1"}) {
    EXPECT_FALSE(is_link_local(ip(text))) << text;
  }
}

TEST(AddressScope, of_hosts_only_localhost_and_addresses_count) {
  for (const auto* host : {"localhost", "LocalHost", "127.0.0.1", "::1"}) EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"", "localhost.example.com", "a.localhost", "127.0.0.1.example.com", "[::1]", "127.1"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

}  // namespace
}  // namespace ddns
