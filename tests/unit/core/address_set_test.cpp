#include "ddns/core/address_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/scripted_random.h"

namespace ddns {
namespace {

const IpAddress kOne = IpAddress::v4({192, 0, 2, 1});
const IpAddress kTwo = IpAddress::v4({192, 0, 2, 2});
const IpAddress kSix = IpAddress::parse("2001:db8::1").value();

TEST(AddressSet, is_equal_whatever_the_order_and_the_repetitions) {
  EXPECT_EQ((AddressSet{kTwo, kOne, kTwo}), (AddressSet{kOne, kTwo}));
  EXPECT_EQ((AddressSet{kTwo, kOne, kTwo}).size(), 2U);
  EXPECT_NE((AddressSet{kOne}), (AddressSet{kTwo}));
}

TEST(AddressSet, says_whether_insert_and_erase_changed_it) {
  AddressSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_TRUE(set.insert(kTwo));
  EXPECT_FALSE(set.insert(kTwo));
  EXPECT_TRUE(set.insert(kOne));
  EXPECT_EQ(*set.begin(), kOne);
  EXPECT_TRUE(set.erase(kTwo));
  EXPECT_FALSE(set.erase(kTwo));
  EXPECT_FALSE(set.contains(kTwo));
  EXPECT_TRUE(set.contains(kOne));
}

TEST(AddressSet, picks_one_family) {
  const AddressSet set{kSix, kOne};
  EXPECT_EQ(set.only(Family::ipv4), AddressSet{kOne});
  EXPECT_EQ(set.only(Family::ipv6), AddressSet{kSix});
  EXPECT_TRUE(AddressSet{kOne}.only(Family::ipv6).empty());
}

TEST(AddressSet, prints_sorted_or_none) {
  EXPECT_EQ((AddressSet{kSix, kTwo, kOne}).to_string(), "192.0.2.1, 192.0.2.2, 2001:db8::1");
  EXPECT_EQ(AddressSet().to_string(), "none");
}

TEST(AddressSetProperties, behaves_like_std_set) {
  test::ScriptedRandom random(5);
  AddressSet ours;
  std::set<IpAddress> model;
  for (int i = 0; i < 2'000; ++i) {
    const auto address = IpAddress::v4({10, 0, 0, static_cast<std::uint8_t>(random.below(32))});
    if (random.below(2) == 0) {
      ASSERT_EQ(ours.insert(address), model.insert(address).second);
    } else {
      ASSERT_EQ(ours.erase(address), model.erase(address) == 1);
    }
    ASSERT_TRUE(std::equal(ours.begin(), ours.end(), model.begin(), model.end()));
  }
}

}  // namespace
}  // namespace ddns
