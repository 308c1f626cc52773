#include "../../../modules/engine/src/quota.h"

#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using engine::quota_remaining;

TEST(Quota, is_read_from_the_headers_services_use) {
  EXPECT_EQ(quota_remaining({{"Ratelimit", "\"default\";r=50;t=30"}}), 50);
  EXPECT_EQ(quota_remaining({{"RateLimit", "\"burst\";r=90;t=1, \"daily\"; t=3600; r=7"}}), 7) << "the least";
  EXPECT_EQ(quota_remaining({{"ratelimit", "default;r=3"}}), 3);
  EXPECT_EQ(quota_remaining({{"ratelimit-remaining", "4999"}}), 4999);
  EXPECT_EQ(quota_remaining({{"X-RateLimit-Remaining", " 0 "}}), 0);
}

TEST(Quota, is_absent_where_nothing_readable_is_told) {
  EXPECT_EQ(quota_remaining({}), std::nullopt);
  EXPECT_EQ(quota_remaining({{"RateLimit-Policy", "\"burst\";q=100;w=60"}}), std::nullopt);
  EXPECT_EQ(quota_remaining({{"RateLimit", "\"r=5\";t=30"}}), std::nullopt) << "a name is no parameter";
  EXPECT_EQ(quota_remaining({{"RateLimit-Remaining", "-1"}}), std::nullopt);
  EXPECT_EQ(quota_remaining({{"RateLimit-Remaining", "many"}}), std::nullopt);
  EXPECT_EQ(quota_remaining({{"RateLimit-Remaining", "99999999999999999999"}}), std::nullopt);
}

TEST(Quota, travels_with_the_call) {
  Simulation sim;
  sim.simple();
  sim.provider().uses_http = true;
  sim.http.answer = [](const http::Request&) {
    return http::Response{.status = 200, .headers = {{"RateLimit-Remaining", "17"}}};
  };
  sim.start();
  std::size_t told = 0;
  for (const auto& call : sim.all<events::CallFinished>()) {
    if (call.method != "DNS") {
      EXPECT_EQ(call.quota_remaining, 17);
      ++told;
    }
  }
  EXPECT_EQ(told, 3U);
}

}  // namespace
}  // namespace ddns::test
