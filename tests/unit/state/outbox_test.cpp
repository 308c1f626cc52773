#include "ddns/state/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "ddns/core/text.h"
#include "ddns/state/store.h"
#include "support/manual_clock.h"
#include "support/temp_dir.h"

namespace ddns::state {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime kNow = test::ManualClock::kStart;

Parcel parcel(std::string channel, std::string message) {
  return {.channel = std::move(channel), .message = std::move(message), .created = kNow, .due = kNow};
}

std::vector<std::string> messages(Outbox& outbox) {
  std::vector<std::string> out;
  const auto waiting = outbox.waiting().value();
  for (const auto& one : waiting) out.push_back(one.message);
  return out;
}

class OutboxFile : public testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return (folder_ / "state.db").string(); }
  std::unique_ptr<Store> store() {
    auto opened = open_store({.path = path()});
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(opened->store);
  }
  std::unique_ptr<Outbox> outbox() {
    auto opened = open_outbox(path());
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  test::TempDir folder_;
};

TEST_F(OutboxFile, keeps_everything_across_a_restart_in_order) {
  std::vector<std::int64_t> ids;
  {
    const auto held = store();
    const auto box = outbox();
    ids = box->write({.add = {parcel("a", "1"), parcel("b", "2"), parcel("a", "3")},
                      .notes = {{"a", "k", "text"}, {"b", "k", "other"}}})
              .value();
    ASSERT_THAT(ids, SizeIs(3));
    auto later = parcel("b", "");
    later.id = ids[1];
    later.attempts = 4;
    later.due = kNow + std::chrono::minutes(5);
    ASSERT_TRUE(box->write({.remove = {ids[0]}, .postpone = {later}, .notes = {{"a", "k", ""}}}));
  }
  const auto held = store();
  const auto box = outbox();
  const auto waiting = box->waiting().value();
  ASSERT_THAT(waiting, SizeIs(2));
  EXPECT_EQ(waiting[0].message, "2");
  EXPECT_EQ(waiting[0].attempts, 4U);
  EXPECT_EQ(waiting[0].due, kNow + std::chrono::minutes(5));
  EXPECT_EQ(waiting[1].message, "3");
  EXPECT_THAT(box->notes().value(), ElementsAre(Note{"b", "k", "other"}));
  const auto next = box->write({.add = {parcel("a", "4")}}).value();
  EXPECT_GT(next.at(0), ids[2]) << "an id is never given twice";
}

TEST_F(OutboxFile, works_while_the_engine_writes) {
  const auto held = store();
  const auto box = outbox();
  constexpr int kRounds = 200;
  std::thread engine([&] {
    for (int i = 0; i < kRounds; ++i) {
      EXPECT_TRUE(held->record({{.at = kNow, .record = "home.example.com A", .detail = std::to_string(i)}}));
    }
  });
  for (int i = 0; i < kRounds; ++i) {
    const auto written = box->write({.add = {parcel("a", std::to_string(i))}});
    EXPECT_TRUE(written) << written.error().message;
  }
  engine.join();
  EXPECT_THAT(box->waiting().value(), SizeIs(kRounds));
  EXPECT_THAT(held->history({.limit = 1000}).value(), SizeIs(kRounds));
}

TEST_F(OutboxFile, two_connections_see_each_others_work) {
  const auto held = store();
  const auto one = outbox();
  const auto other = outbox();
  ASSERT_TRUE(one->write({.add = {parcel("a", "1")}}));
  ASSERT_TRUE(other->write({.add = {parcel("a", "2")}}));
  EXPECT_THAT(messages(*one), ElementsAre("1", "2"));
}

TEST_F(OutboxFile, brings_an_older_file_up_to_date) {
  { const auto held = store(); }
  const auto downgrade = cat("sqlite3 ", path(), " 'DROP TABLE outbox; DROP TABLE notes; PRAGMA user_version=1'");
  ASSERT_EQ(std::system(downgrade.c_str()), 0);
  EXPECT_FALSE(open_outbox(path())) << "only the store migrates";
  const auto held = store();
  EXPECT_THAT(messages(*outbox()), IsEmpty());
}

TEST_F(OutboxFile, reports_a_file_that_cannot_be_used) {
  const auto opened = open_outbox((folder_ / "no" / "such.db").string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::io);
}

TEST(OutboxInMemory, works_alike) {
  const auto box = open_outbox("").value();
  ASSERT_TRUE(box->write({.add = {parcel("a", "1")}, .notes = {{"a", "k", "t"}}}));
  EXPECT_THAT(messages(*box), ElementsAre("1"));
  EXPECT_THAT(box->notes().value(), SizeIs(1));
}

}  // namespace
}  // namespace ddns::state
