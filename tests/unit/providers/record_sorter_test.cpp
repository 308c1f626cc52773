#include <gtest/gtest.h>

#include "../../../modules/providers/src/shared/record_sorter.h"
#include "support/scripted_exchange.h"

namespace ddns::providers {
namespace {

using test::ip_of;
using test::name_of;

const DomainName kHome = name_of("home.example.com");
const RecordKey kA{kHome, RecordType::a};
const RecordKey kAaaa{kHome, RecordType::aaaa};
const RecordKey kTelecom{kHome, RecordType::a, "telecom"};

provider::ReadScope scope(std::vector<RecordKey> keys) { return {.zone = {name_of("example.com")}, .keys = keys}; }
ListedRecord listed(std::string type, std::string value) {
  return {.name = kHome, .type = std::move(type), .value = std::move(value), .id = std::string("7")};
}

/// Sorts these records; a refusal fails the test.
plan::ZoneState sorted(const provider::ReadScope& what, const std::vector<ListedRecord>& records) {
  RecordSorter sorter(what);
  for (const auto& record : records) {
    const auto taken = sorter.take(record);
    EXPECT_TRUE(taken) << taken.error().message;
  }
  return sorter.finish();
}

TEST(RecordSorter, takes_what_was_asked_for_and_nothing_else) {
  auto other = listed("A", "192.0.2.9");
  other.name = name_of("other.example.com");
  auto odd = listed("A", "192.0.2.8");
  odd.name = fail(Reason::malformed, "no host name");
  const auto state =
      sorted(scope({kA}), {listed("A", "192.0.2.1"), listed("AAAA", "2001:db8::1"), listed("TXT", "x"), other, odd});
  ASSERT_EQ(state.records.size(), 1U);
  EXPECT_EQ(state.records[0], (plan::RemoteRecord{.key = kA, .address = ip_of("192.0.2.1"), .id = "7"}));
  EXPECT_TRUE(state.obstacles.empty());
  EXPECT_EQ(state.zone.name, name_of("example.com"));
}

TEST(RecordSorter, keeps_lines_apart_by_any_of_their_names) {
  auto plain = listed("A", "192.0.2.1");
  plain.lines = {"default", ""};
  auto telecom = listed("A", "192.0.2.2");
  telecom.lines = {"telecom", "10=0"};
  const RecordKey by_id{kHome, RecordType::a, "10=0"};
  const auto state = sorted(scope({kA, kTelecom, by_id}), {plain, telecom});
  ASSERT_EQ(state.records.size(), 3U);
  EXPECT_EQ(state.records[0].key, kA);
  EXPECT_EQ(state.records[1].key, kTelecom);
  EXPECT_EQ(state.records[2].key, by_id);
}

TEST(RecordSorter, tells_of_a_cname_for_every_key_of_its_name) {
  auto disabled = listed("CNAME", "gone.example.net");
  disabled.disabled = true;
  const auto state = sorted(scope({kA, kAaaa}), {listed("CNAME", "cdn.example.net"), disabled});
  ASSERT_EQ(state.obstacles.size(), 2U);
  EXPECT_EQ(state.obstacles[0].what, "a CNAME to cdn.example.net stands at this name");
  EXPECT_EQ(state.obstacles[1].key, kAaaa);
}

TEST(RecordSorter, a_disabled_record_is_in_the_way_only_where_no_enabled_one_stands) {
  auto disabled = listed("A", "192.0.2.1");
  disabled.disabled = true;
  EXPECT_EQ(sorted(scope({kA}), {disabled}).obstacles.size(), 1U);
  const auto both = sorted(scope({kA}), {disabled, listed("A", "192.0.2.2")});
  EXPECT_TRUE(both.obstacles.empty());
  EXPECT_EQ(both.records.size(), 1U);
}

TEST(RecordSorter, keeps_a_record_that_nobody_may_change_and_says_so) {
  auto locked = listed("A", "192.0.2.1");
  locked.hindrance = "it is locked";
  const auto state = sorted(scope({kA}), {locked});
  EXPECT_EQ(state.records.size(), 1U) << "it may be right as it stands";
  ASSERT_EQ(state.obstacles.size(), 1U);
  EXPECT_EQ(state.obstacles[0].what, "it is locked");
  locked.value = "what is this?";
  EXPECT_TRUE(sorted(scope({kA}), {locked}).records.empty());
}

TEST(RecordSorter, never_takes_what_it_does_not_understand_for_absent) {
  for (const auto* value : {"", "home", "2001:db8::1", "192.0.2.1 "}) {
    RecordSorter sorter(scope({kA}));
    const auto taken = sorter.take(listed("A", value));
    ASSERT_FALSE(taken) << value;
    EXPECT_EQ(taken.error().reason, Reason::malformed);
    EXPECT_EQ(taken.error().message, "the record 7 of home.example.com A holds no such address");
  }
  RecordSorter sorter(scope({kA}));
  auto nameless = listed("A", "192.0.2.1");
  nameless.id = fail(Reason::malformed, "a record has no id");
  EXPECT_EQ(sorter.take(nameless).error().message, "a record has no id");
  nameless.name = name_of("other.example.com");
  EXPECT_TRUE(sorter.take(nameless)) << "nobody asked for it";
}

TEST(FetchRecords, asks_for_few_names_one_by_one_and_for_many_once) {
  std::vector<RecordKey> keys;
  for (const auto* host : {"c", "a", "b"}) {
    for (const auto type : {RecordType::a, RecordType::aaaa}) {
      keys.push_back({name_of(std::string(host) + ".example.com"), type});
    }
  }
  std::vector<std::string> asked;
  const auto of_name = [&](const DomainName& name) {
    asked.push_back(name.text());
    return Records(std::vector<http::Json>(2));
  };
  const auto of_zone = [&] {
    asked.emplace_back("zone");
    return Records(std::vector<http::Json>(9));
  };
  EXPECT_EQ(fetch_records(scope(keys), 3, of_name, of_zone)->size(), 6U);
  EXPECT_EQ(asked, (std::vector<std::string>{"a.example.com", "b.example.com", "c.example.com"})) << "not by type";
  asked.clear();
  EXPECT_EQ(fetch_records(scope(keys), 2, of_name, of_zone)->size(), 9U);
  EXPECT_EQ(asked, std::vector<std::string>{"zone"});
}

}  // namespace
}  // namespace ddns::providers
