#include "ddns/state/store.h"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace ddns::state {
namespace {

const WallTime noon = WallTime{} + std::chrono::hours{24 * 365 * 50};

RecordRef ref(std::string_view name, RecordType type = RecordType::a, std::string line = {}) {
  return {"cf", {*DomainName::parse(name), type, std::move(line)}};
}

AddressSet set(std::string_view address) { return {*IpAddress::parse(address)}; }

Intent intent(std::string_view name) {
  return {0, ref(name), set("192.0.2.1"), set("192.0.2.2"), "address_change", "trace", noon};
}

Remembered row(std::string_view name, std::string_view address) {
  Remembered out{ref(name), set(address), {}, {*DomainName::parse("example.com"), "z1"}, noon, {}};
  out.attributes = {
      .ttl = std::chrono::seconds{60}, .proxied = true, .comment = "50%\nsecond line", .extra = {{"Record=Id", "7%"}}};
  return out;
}

class StateFile : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() {
    auto opened = open_store({.path = path()});
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message);
    moved_to_ = opened ? opened->damaged_moved_to : std::nullopt;
    return opened ? std::move(opened->store) : nullptr;
  }
  std::string path() const { return (dir_.path() / "sub" / "state.db").string(); }

  test::TempDir dir_;
  std::optional<std::string> moved_to_;
};

TEST_F(StateFile, remembers_an_acknowledged_write_across_a_restart) {
  {
    auto store = open();
    const auto ids = store->begin({intent("a.example.com")});
    ASSERT_TRUE(ids.has_value());
    ASSERT_TRUE(store->end({{ids->at(0), {}, row("a.example.com", "192.0.2.2"), noon}}).has_value());
  }
  auto store = open();
  EXPECT_TRUE(store->dangling()->empty());
  const auto rows = store->remembered("cf");
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->at(0), row("a.example.com", "192.0.2.2"));
  EXPECT_TRUE(store->remembered("other")->empty());
}

TEST_F(StateFile, an_intent_without_ending_is_dangling_after_a_restart) {
  {
    auto store = open();
    ASSERT_TRUE(store->begin({intent("a.example.com"), intent("b.example.com")}).has_value());
  }
  auto store = open();
  const auto dangling = store->dangling();
  ASSERT_EQ(dangling->size(), 2U);
  EXPECT_EQ(dangling->at(0).record, ref("a.example.com"));
  EXPECT_EQ(dangling->at(0).after, set("192.0.2.2"));
  EXPECT_EQ(dangling->at(1).trace, "trace");
}

TEST_F(StateFile, a_failed_call_ends_its_intent_and_changes_nothing_remembered) {
  auto store = open();
  ASSERT_TRUE(store->learned({row("a.example.com", "192.0.2.1")}).has_value());
  const auto ids = store->begin({intent("a.example.com")});
  ASSERT_TRUE(store->end({{ids->at(0), Error{.reason = Reason::auth, .message = "no"}, {}, noon}}).has_value());
  EXPECT_TRUE(store->dangling()->empty());
  EXPECT_EQ(store->remembered("cf")->at(0).addresses, set("192.0.2.1"));
}

TEST_F(StateFile, keeps_lines_and_types_of_one_name_apart) {
  auto store = open();
  auto v6 = row("a.example.com", "2001:db8::1");
  v6.record = ref("a.example.com", RecordType::aaaa);
  auto line = row("a.example.com", "192.0.2.9");
  line.record = ref("a.example.com", RecordType::a, "telecom");
  ASSERT_TRUE(store->learned({row("a.example.com", "192.0.2.1"), v6, line}).has_value());
  EXPECT_EQ(store->remembered("cf")->size(), 3U);
}

TEST_F(StateFile, notes_when_a_record_was_verified) {
  auto store = open();
  ASSERT_TRUE(store->learned({row("a.example.com", "192.0.2.1")}).has_value());
  ASSERT_TRUE(store->verified({ref("a.example.com")}, noon + std::chrono::seconds{5}).has_value());
  EXPECT_EQ(store->remembered("cf")->at(0).verified, noon + std::chrono::seconds{5});
}

TEST_F(StateFile, a_block_survives_a_restart_and_can_be_lifted) {
  const Error abuse{.reason = Reason::blocked, .message = "abuse", .service_code = "abuse"};
  {
    auto store = open();
    ASSERT_TRUE(store->block({"dyn", "fingerprint", abuse, noon}).has_value());
  }
  auto store = open();
  const auto blocks = store->blocked();
  ASSERT_EQ(blocks->size(), 1U);
  EXPECT_EQ(blocks->at(0).error, abuse);
  EXPECT_EQ(blocks->at(0).fingerprint, "fingerprint");
  ASSERT_TRUE(store->unblock("dyn").has_value());
  EXPECT_TRUE(store->blocked()->empty());
}

TEST_F(StateFile, history_is_paged_newest_first_and_filtered_by_record) {
  auto store = open();
  std::vector<HistoryEntry> entries;
  for (int i = 0; i < 25; ++i) {
    entries.push_back({.at = noon + std::chrono::seconds{i},
                       .kind = HistoryKind::update,
                       .account = "cf",
                       .record = i % 2 == 0 ? "even" : "odd",
                       .after = std::to_string(i)});
  }
  ASSERT_TRUE(store->record(entries).has_value());
  const auto page = store->history({.limit = 10});
  ASSERT_EQ(page->size(), 10U);
  EXPECT_EQ(page->front().after, "24");
  const auto next = store->history({.limit = 100, .before_id = page->back().id});
  ASSERT_EQ(next->size(), 15U);
  EXPECT_EQ(next->front().after, "14");
  EXPECT_EQ(store->history({.limit = 1000, .record = "odd"})->size(), 12U);
}

TEST_F(StateFile, history_older_than_the_retention_goes) {
  auto opened = open_store({.path = path(), .retention = std::chrono::hours{24}});
  ASSERT_TRUE(opened.has_value());
  Store& store = *opened->store;
  ASSERT_TRUE(store.record({{.at = noon, .after = "old"}}).has_value());
  ASSERT_TRUE(store.record({{.at = noon + std::chrono::hours{48}, .after = "new"}}).has_value());
  const auto left = store.history({});
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->at(0).after, "new");
}

TEST_F(StateFile, another_retention_counts_from_the_next_entry) {
  auto store = open();
  ASSERT_TRUE(store->record({{.at = noon, .after = "old"}}).has_value());
  const auto later = noon + std::chrono::minutes{30};
  store->keep_history_for(std::chrono::hours{24 * 30});
  ASSERT_TRUE(store->record({{.at = later, .after = "new"}}).has_value());
  EXPECT_EQ(store->history({})->size(), 2U);
  store->keep_history_for(std::chrono::hours{0});
  ASSERT_TRUE(store->record({{.at = later, .after = "newest"}}).has_value());
  EXPECT_EQ(store->history({})->size(), 2U) << "though it was tidied within the hour";
}

TEST_F(StateFile, a_second_opener_is_locked_out_with_a_sentence) {
  auto store = open();
  const auto second = open_store({.path = path()});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().reason, Reason::conflict);
  EXPECT_NE(second.error().message.find("state.db"), std::string::npos);
}

TEST_F(StateFile, a_place_can_be_tried_without_making_or_changing_the_file) {
  EXPECT_TRUE(try_store(path()).has_value());
  EXPECT_FALSE(std::filesystem::exists(path()));
  std::ofstream(path()) << std::string(8192, 'x');
  EXPECT_TRUE(try_store(path()).has_value()) << "the next start moves it aside";
  EXPECT_EQ(std::filesystem::file_size(path()), 8192U);
  EXPECT_EQ(try_store(path() + "/state.db").error().reason, Reason::io) << "a file is no folder";
  std::filesystem::create_directory(path() + ".d");
  EXPECT_EQ(try_store(path() + ".d").error().reason, Reason::io) << "a folder is no file";
  const auto store = open();
  EXPECT_EQ(try_store(path()).error().reason, Reason::conflict);
}

TEST_F(StateFile, a_damaged_file_is_moved_aside_and_reported) {
  std::filesystem::create_directories(std::filesystem::path(path()).parent_path());
  std::ofstream(path()) << std::string(8192, 'x');
  auto store = open();
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(moved_to_.has_value());
  EXPECT_TRUE(std::filesystem::exists(*moved_to_));
  EXPECT_TRUE(store->learned({row("a.example.com", "192.0.2.1")}).has_value());
}

TEST_F(StateFile, damage_in_the_middle_of_a_real_file_is_noticed) {
  {
    auto store = open();
    std::vector<HistoryEntry> entries(2000, {.at = noon, .record = "r", .detail = std::string(200, 'd')});
    ASSERT_TRUE(store->record(entries).has_value());
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 8);
    file << std::string(4096 * 4, '\xff');
  }
  auto store = open();
  ASSERT_NE(store, nullptr);
  EXPECT_TRUE(moved_to_.has_value());
}

TEST_F(StateFile, a_file_of_a_newer_program_is_left_alone) {
  { auto store = open(); }
  ASSERT_EQ(std::system(("sqlite3 " + path() + " 'PRAGMA user_version=99'").c_str()), 0);
  const auto opened = open_store({.path = path()});
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message.find("newer"), std::string::npos);
}

TEST_F(StateFile, an_unwritable_place_is_an_error_value) {
  const auto opened = open_store({.path = "/proc/no-such-folder/state.db"});
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().reason, Reason::io);
}

TEST(StateInMemory, works_without_a_file) {
  auto opened = open_store({});
  ASSERT_TRUE(opened.has_value());
  ASSERT_TRUE(opened->store->learned({row("a.example.com", "192.0.2.1")}).has_value());
  ASSERT_TRUE(opened->store->record({{.at = noon, .after = "x"}}).has_value());
  EXPECT_EQ(opened->store->remembered("cf")->size(), 1U);
  EXPECT_EQ(opened->store->history({})->size(), 1U);
}

TEST_F(StateFile, readers_see_history_while_the_writer_writes) {
  auto store = open();
  ASSERT_TRUE(store->record({{.at = noon, .after = "first"}}).has_value());
  std::jthread reader([&](const std::stop_token& stop) {
    std::size_t last = 0;
    while (!stop.stop_requested()) {
      const auto rows = store->history({.limit = 1000});
      ASSERT_TRUE(rows.has_value()) << rows.error().message;
      ASSERT_GE(rows->size(), last);
      last = rows->size();
    }
  });
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(store->record({{.at = noon, .after = "more"}}).has_value());
}

}  // namespace
}  // namespace ddns::state
