#include <gtest/gtest.h>

#include "../../../modules/providers/src/shared/pages.h"
#include "ddns/core/text.h"

namespace ddns::providers {
namespace {

constexpr Listing kElements{.items = "/items", .total = "/total"};
constexpr Listing kPages{.items = "/items", .total = "/pages", .counts = Listing::Counts::pages};

/// An answer with `count` elements numbered from `first`.
Result<http::Json> page(std::size_t first, std::size_t count, std::string_view rest = "") {
  std::string items;
  for (std::size_t i = first; i < first + count; ++i) items += cat(items.empty() ? "" : ",", i);
  return http::Json::parse(cat(R"({"items":[)", items, "]", rest, "}"));
}

TEST(Pages, more_than_a_hundred_records_in_the_zone_are_all_read) {
  std::vector<std::size_t> numbers, offsets;
  const auto all = all_pages("reading", kElements, [&](PageAt at) {
    numbers.push_back(at.number);
    offsets.push_back(at.offset);
    return page(at.offset, std::min<std::size_t>(100, 250 - at.offset), R"(,"total":250)");
  });
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 250U);
  for (std::size_t i = 0; i < 250; ++i) EXPECT_EQ(all->at(i).as_integer(), static_cast<std::int64_t>(i));
  EXPECT_EQ(numbers, (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 100, 200}));
}

TEST(Pages, may_be_smaller_than_asked_for) {
  int calls = 0;
  const auto all = all_pages("reading", kElements, [&](PageAt at) {
    ++calls;
    return page(at.offset, 7, R"(,"total":21)");
  });
  EXPECT_EQ(all->size(), 21U);
  EXPECT_EQ(calls, 3);
}

TEST(Pages, may_be_counted_as_pages) {
  const auto all = all_pages("reading", kPages, [](PageAt at) { return page(at.offset, 5, R"(,"pages":4)"); });
  EXPECT_EQ(all->size(), 20U);
}

TEST(Pages, end_where_the_service_tells_no_total) {
  int calls = 0;
  const auto all = all_pages("reading", kPages, [&](PageAt at) {
    ++calls;
    return page(at.offset, 5);
  });
  EXPECT_EQ(all->size(), 5U);
  EXPECT_EQ(calls, 1);
}

TEST(Pages, end_with_an_empty_one_whatever_the_total_says) {
  const auto all = all_pages("reading", kElements,
                             [](PageAt at) { return page(at.offset, at.number < 3 ? 5 : 0, R"(,"total":1000)"); });
  EXPECT_EQ(all->size(), 10U);
}

TEST(Pages, that_have_no_end_are_given_up) {
  const auto all =
      all_pages("reading", kElements, [](PageAt at) { return page(at.offset, 1, R"(,"total":99999999)"); });
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().reason, Reason::malformed);
  EXPECT_EQ(all.error().message, "reading: the pages have no end");
}

TEST(Pages, without_a_list_are_no_empty_list) {
  const auto all = all_pages("reading home.example.com", kElements, [](PageAt) { return http::Json::parse("{}"); });
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().reason, Reason::malformed);
  EXPECT_EQ(all.error().message, "reading home.example.com: the answer has no list");
}

TEST(Pages, that_fail_fail_the_whole) {
  const auto all = all_pages("reading", kElements, [](PageAt at) -> Result<http::Json> {
    if (at.number == 2) return fail(Reason::timeout, "silence");
    return page(at.offset, 5, R"(,"total":10)");
  });
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().reason, Reason::timeout);
}

TEST(Pages, of_an_empty_list_may_be_told_by_a_code) {
  Listing listing = kElements;
  const auto none = [](PageAt) -> Result<http::Json> {
    return fail(Error{.reason = Reason::not_found, .message = "none", .service_code = "NoData"});
  };
  EXPECT_FALSE(all_pages("reading", listing, none));
  listing.none = "NoData";
  ASSERT_TRUE(all_pages("reading", listing, none));
  EXPECT_TRUE(all_pages("reading", listing, none)->empty());
}

}  // namespace
}  // namespace ddns::providers
