#include "../../../modules/engine/src/gate.h"

#include <gtest/gtest.h>

namespace ddns::test {
namespace {

using engine::Gate;
using engine::Verb;

Error of(Reason reason) { return {.reason = reason, .message = "x"}; }

TEST(Gate, closes_for_errors_that_concern_the_whole_account) {
  for (const Reason reason : {Reason::auth, Reason::blocked, Reason::rate_limited, Reason::quota, Reason::connect,
                              Reason::resolve, Reason::tls, Reason::clock}) {
    Gate gate({}, {});
    EXPECT_TRUE(gate.failed(Verb::write, of(reason))) << to_string(reason);
    EXPECT_FALSE(gate.open());
    EXPECT_EQ(gate.account_error()->reason, reason);
  }
}

TEST(Gate, stays_open_for_errors_of_one_record) {
  for (const Reason reason : {Reason::not_found, Reason::conflict, Reason::rejected, Reason::http_4xx, Reason::config,
                              Reason::timeout, Reason::http_5xx, Reason::malformed, Reason::cancelled}) {
    Gate gate({}, {});
    EXPECT_FALSE(gate.failed(Verb::write, of(reason))) << to_string(reason);
    EXPECT_TRUE(gate.open());
  }
}

TEST(Gate, takes_three_failures_in_a_row_for_the_service_s_own) {
  Gate gate({}, {});
  EXPECT_FALSE(gate.failed(Verb::write, of(Reason::timeout)));
  EXPECT_FALSE(gate.failed(Verb::write, of(Reason::http_5xx)));
  gate.succeeded(Verb::write);
  EXPECT_FALSE(gate.failed(Verb::write, of(Reason::timeout)));
  EXPECT_FALSE(gate.failed(Verb::write, of(Reason::timeout)));
  EXPECT_TRUE(gate.failed(Verb::write, of(Reason::timeout)));
}

TEST(Gate, takes_the_first_read_that_fails_for_the_service_s_own) {
  Gate gate({}, {});
  EXPECT_TRUE(gate.failed(Verb::read, of(Reason::http_5xx)));
  Gate other({}, {});
  other.succeeded(Verb::read);
  EXPECT_FALSE(other.failed(Verb::read, of(Reason::http_5xx)));
}

TEST(Gate, forgives_one_read_where_there_are_several_zones_but_no_second_and_no_other_verb) {
  Gate gate({}, {});
  gate.forgive_one_read();
  EXPECT_FALSE(gate.failed(Verb::read, of(Reason::timeout)));
  EXPECT_TRUE(gate.failed(Verb::read, of(Reason::timeout)));
  Gate other({}, {});
  other.forgive_one_read();
  EXPECT_TRUE(other.failed(Verb::zones, of(Reason::timeout)));
  Gate refused({}, {});
  refused.forgive_one_read();
  EXPECT_TRUE(refused.failed(Verb::read, of(Reason::auth)));
}

TEST(Gate, takes_missing_rights_for_one_zone_s_where_the_same_verb_has_worked) {
  Gate gate({}, {});
  gate.succeeded(Verb::read);
  EXPECT_FALSE(gate.failed(Verb::read, of(Reason::auth)));
  EXPECT_TRUE(gate.failed(Verb::write, of(Reason::auth))) << "a token that may only read";
}

TEST(Gate, lets_an_order_of_the_service_outweigh_a_broken_connection) {
  Gate gate({}, {});
  gate.failed(Verb::write, of(Reason::connect));
  gate.failed(Verb::write, of(Reason::blocked));
  gate.failed(Verb::write, of(Reason::rate_limited));
  EXPECT_EQ(gate.account_error()->reason, Reason::blocked);
}

TEST(Gate, closes_when_the_lane_has_to_end) {
  std::stop_source stop;
  std::stop_source wind_down;
  Gate gate(stop.get_token(), wind_down.get_token());
  EXPECT_TRUE(gate.open());
  wind_down.request_stop();
  EXPECT_FALSE(gate.open());
  EXPECT_FALSE(gate.account_error().has_value());
}

}  // namespace
}  // namespace ddns::test
