#include "ddns/providers/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ddns::providers {
namespace {

TEST(Catalogue, is_in_alphabetical_order_without_repetition) {
  std::vector<std::string> ids;
  for (const auto& spec : catalogue()) ids.push_back(spec.id);
  ASSERT_FALSE(ids.empty());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST(Catalogue, finds_by_id_and_by_alias_in_any_case) {
  ASSERT_NE(find("cloudflare"), nullptr);
  EXPECT_EQ(find("cloudflare")->id, "cloudflare");
  EXPECT_EQ(find("Cloudflare"), find("cloudflare"));
  ASSERT_NE(find("pdns"), nullptr);
  EXPECT_EQ(find("pdns")->id, "powerdns");
}

TEST(Catalogue, knows_nobody_by_an_unknown_or_empty_name) {
  EXPECT_EQ(find("no-such-service"), nullptr);
  EXPECT_EQ(find(""), nullptr);
}

TEST(Catalogue, stays_where_it_is) { EXPECT_EQ(&catalogue(), &catalogue()); }

}  // namespace
}  // namespace ddns::providers
