// What Windows says of an address, in made-up structures: Wine knows only good addresses that last for ever.
#include <gtest/gtest.h>

#include "../../../modules/platform/src/windows/adapter_address.h"

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;

struct Made {
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  std::wstring name = L"Größe 1";
  IP_ADAPTER_ADDRESSES adapter{};
  IP_ADAPTER_UNICAST_ADDRESS unicast{};

  Made() {
    v6.sin6_family = AF_INET6;
    v6.sin6_addr.s6_addr[0] = 0x20;
    v6.sin6_addr.s6_addr[1] = 0x01;
    v6.sin6_addr.s6_addr[15] = 0x07;
    adapter.FriendlyName = name.data();
    adapter.IfIndex = 7;
    adapter.Ipv6IfIndex = 9;
    unicast.Address.lpSockaddr = reinterpret_cast<sockaddr*>(&v6);
    unicast.OnLinkPrefixLength = 64;
    unicast.SuffixOrigin = IpSuffixOriginLinkLayerAddress;
    unicast.DadState = IpDadStatePreferred;
    unicast.ValidLifetime = 3600;
    unicast.PreferredLifetime = 1800;
  }
  [[nodiscard]] InterfaceAddress read() const { return address_of(adapter, unicast).value(); }
};

TEST(AdapterAddress, is_read_as_a_whole) {
  const Made made;
  EXPECT_EQ(made.read(), (InterfaceAddress{.address = *IpAddress::parse("2001::7"),
                                           .prefix_length = 64,
                                           .interface_name = "Größe 1",
                                           .interface_index = 7,
                                           .preferred_lifetime = 1800s,
                                           .valid_lifetime = 3600s}));
}

TEST(AdapterAddress, is_temporary_only_with_a_random_suffix_of_ipv6) {
  Made made;
  made.unicast.SuffixOrigin = IpSuffixOriginRandom;
  EXPECT_TRUE(made.read().temporary);
  made.v4.sin_family = AF_INET;
  made.unicast.Address.lpSockaddr = reinterpret_cast<sockaddr*>(&made.v4);
  EXPECT_FALSE(made.read().temporary);
}

TEST(AdapterAddress, says_how_duplicate_detection_stands) {
  struct Case {
    NL_DAD_STATE state;
    bool deprecated, tentative, failed;
  };
  for (const Case& one : {Case{IpDadStatePreferred, false, false, false},
                          Case{IpDadStateDeprecated, true, false, false}, Case{IpDadStateTentative, false, true, false},
                          Case{IpDadStateDuplicate, false, false, true}, Case{IpDadStateInvalid, false, false, true}}) {
    Made made;
    made.unicast.DadState = one.state;
    const auto read = made.read();
    EXPECT_EQ(read.deprecated, one.deprecated) << one.state;
    EXPECT_EQ(read.tentative, one.tentative) << one.state;
    EXPECT_EQ(read.dad_failed, one.failed) << one.state;
  }
}

TEST(AdapterAddress, lasts_for_ever_when_windows_says_so) {
  Made made;
  made.unicast.ValidLifetime = 0xFFFFFFFF;
  EXPECT_TRUE(made.read().permanent);
  EXPECT_EQ(made.read().valid_lifetime, std::nullopt);
  EXPECT_EQ(made.read().preferred_lifetime, 1800s) << "each lifetime has its own";
}

TEST(AdapterAddress, takes_the_index_of_the_family_that_is_there) {
  Made made;
  made.adapter.IfIndex = 0;
  EXPECT_EQ(made.read().interface_index, 9U);
}

TEST(AdapterAddress, is_none_in_another_family) {
  Made made;
  made.v6.sin6_family = AF_UNIX;
  EXPECT_FALSE(address_of(made.adapter, made.unicast).has_value());
  made.unicast.Address.lpSockaddr = nullptr;
  EXPECT_FALSE(address_of(made.adapter, made.unicast).has_value());
}

}  // namespace
}  // namespace ddns::platform
