#include "../../../modules/engine/src/damper.h"

#include <gtest/gtest.h>

#include "support/record_values.h"

namespace ddns::test {
namespace {

using engine::Damper;
using engine::Shift;
using engine::shift_between;
using namespace std::chrono_literals;

const AddressSet a = set_of({"192.0.2.1"});
const AddressSet b = set_of({"192.0.2.2"});
const AddressSet both = set_of({"192.0.2.1", "192.0.2.2"});
const SteadyTime start{1000s};

TEST(Shift, tells_gain_loss_and_nothing_apart) {
  EXPECT_EQ(shift_between(std::nullopt, a), Shift::gain);
  EXPECT_EQ(shift_between(a, a), Shift::none);
  EXPECT_EQ(shift_between(a, b), Shift::gain);
  EXPECT_EQ(shift_between(a, both), Shift::gain);
  EXPECT_EQ(shift_between(both, a), Shift::loss);
  EXPECT_EQ(shift_between(a, AddressSet{}), Shift::loss);
}

TEST(Damper, lets_a_source_go_back_once_and_then_holds_it_for_doubling_spans) {
  Damper damper;
  EXPECT_EQ(damper.hold(b, start), 0ms);
  damper.moved(a, b, start);
  EXPECT_EQ(damper.hold(a, start + 5min), 0ms) << "a failover that ends";
  damper.moved(b, a, start + 5min);
  EXPECT_EQ(damper.hold(b, start + 10min), 30s);
  damper.wavered(start + 11min);
  EXPECT_EQ(damper.hold(b, start + 40min), 60s) << "it still goes to and fro";
}

TEST(Damper, knows_nothing_against_a_new_address_or_after_a_calm_time) {
  Damper damper;
  damper.moved(a, b, start);
  damper.moved(b, a, start + 1min);
  EXPECT_EQ(damper.hold(set_of({"192.0.2.3"}), start + 2min), 0ms);
  EXPECT_EQ(damper.hold(b, start + 32min), 0ms);
}

TEST(Damper, never_holds_longer_than_its_last_doubling) {
  Damper damper;
  damper.moved(a, b, start);
  damper.moved(b, a, start);
  for (int i = 0; i < 100; ++i) damper.wavered(start);
  EXPECT_EQ(damper.hold(b, start), 32min);
}

}  // namespace
}  // namespace ddns::test
