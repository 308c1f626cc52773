#include "ddns/plan/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace ddns::plan {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const SteadyTime start{1000h};

History failed(Reason reason, unsigned failures, std::optional<std::chrono::seconds> retry_after = {}) {
  return {.failures = failures,
          .last_error = Error{.reason = reason, .message = "x", .retry_after = retry_after},
          .last_attempt = start};
}

/// With jitter in the middle, where it changes nothing.
milliseconds wait(Reason reason, unsigned failures, std::optional<std::chrono::seconds> retry_after = {},
                  double jitter = 0.5, const RetryRules& rules = {}) {
  const NextAttempt next = next_attempt(failed(reason, failures, retry_after), rules, jitter);
  EXPECT_EQ(next.kind, Retry::at);
  return std::chrono::duration_cast<milliseconds>(next.when - start);
}

TEST(Retry, transient_reasons_double_from_two_seconds_to_ten_minutes) {
  for (const Reason reason : {Reason::timeout, Reason::connect, Reason::tls, Reason::resolve, Reason::http_5xx,
                              Reason::malformed, Reason::clock, Reason::internal, Reason::io}) {
    EXPECT_EQ(wait(reason, 1), 2s) << to_string(reason);
    EXPECT_EQ(wait(reason, 2), 4s) << to_string(reason);
    EXPECT_EQ(wait(reason, 5), 32s) << to_string(reason);
    EXPECT_EQ(wait(reason, 9), 512s) << to_string(reason);
    EXPECT_EQ(wait(reason, 10), 10min) << to_string(reason);
    EXPECT_EQ(wait(reason, 4000000000U), 10min) << to_string(reason);
  }
}

TEST(Retry, what_only_a_person_mends_is_probed_hourly_to_daily) {
  for (const Reason reason : {Reason::auth, Reason::config, Reason::rejected, Reason::http_4xx}) {
    EXPECT_EQ(wait(reason, 1), 1h) << to_string(reason);
    EXPECT_EQ(wait(reason, 2), 2h) << to_string(reason);
    EXPECT_EQ(wait(reason, 5), 16h) << to_string(reason);
    EXPECT_EQ(wait(reason, 6), 24h) << to_string(reason);
    EXPECT_EQ(wait(reason, 600), 24h) << to_string(reason);
  }
}

TEST(Retry, conflict_and_not_found_read_again_once_then_back_off) {
  for (const Reason reason : {Reason::conflict, Reason::not_found}) {
    EXPECT_EQ(wait(reason, 1), 250ms) << to_string(reason);
    EXPECT_EQ(wait(reason, 2), 2s) << to_string(reason);
    EXPECT_EQ(wait(reason, 3), 4s) << to_string(reason);
    EXPECT_EQ(wait(reason, 300), 10min) << to_string(reason);
  }
}

TEST(Retry, blocked_waits_for_a_person_whatever_else_is_said) {
  EXPECT_EQ(next_attempt(failed(Reason::blocked, 1), {}, 0.5).kind, Retry::never);
  EXPECT_EQ(next_attempt(failed(Reason::blocked, 7, 10s), {}, 0.5).kind, Retry::never);
}

TEST(Retry, rate_limit_without_retry_after_starts_at_five_minutes_and_grows_to_an_hour) {
  for (const Reason reason : {Reason::rate_limited, Reason::quota}) {
    EXPECT_EQ(wait(reason, 1), 5min) << to_string(reason);
    EXPECT_EQ(wait(reason, 2), 10min) << to_string(reason);
    EXPECT_EQ(wait(reason, 20), 1h) << to_string(reason);
  }
}

TEST(Retry, retry_after_is_obeyed_even_beyond_every_cap) {
  EXPECT_EQ(wait(Reason::rate_limited, 1, 3600s, 0.0), 1h);
  EXPECT_EQ(wait(Reason::rate_limited, 1, std::chrono::seconds{36h}, 0.0), 36h);
  EXPECT_EQ(wait(Reason::http_5xx, 1, 120s, 0.0), 2min);
}

TEST(Retry, retry_after_of_zero_or_less_makes_no_busy_loop) {
  for (const auto useless : {0s, -5s, std::chrono::seconds::min()}) {
    EXPECT_EQ(wait(Reason::rate_limited, 1, useless), 2s);
    EXPECT_EQ(wait(Reason::rate_limited, 4, useless), 16s);
  }
}

TEST(Retry, absurd_retry_after_does_not_overflow) {
  EXPECT_GE(wait(Reason::rate_limited, 1, std::chrono::seconds::max()), 365 * 24h);
  EXPECT_LE(wait(Reason::rate_limited, 1, std::chrono::seconds::max()), 367 * 24h);
}

TEST(Retry, without_a_failure_it_is_due_at_once) {
  EXPECT_EQ(next_attempt({.last_attempt = start}, {}, 0.5).when, start);
  EXPECT_EQ(next_attempt({}, {}, 0.5).when, SteadyTime{});
}

TEST(Retry, jitter_outside_its_range_is_tamed) {
  EXPECT_EQ(wait(Reason::timeout, 1, {}, -3.0), 1600ms);
  EXPECT_EQ(wait(Reason::timeout, 1, {}, 17.0), 2400ms);
  EXPECT_EQ(wait(Reason::timeout, 1, {}, std::numeric_limits<double>::quiet_NaN()), 1600ms);
}

struct Case {
  Reason reason;
  unsigned failures;
  std::optional<std::chrono::seconds> retry_after;
  double jitter;
  RetryRules rules;
};

Case random_case(std::mt19937_64& random) {
  Case made;
  made.reason = all_reasons()[random() % all_reasons().size()];
  made.failures = static_cast<unsigned>(random() % 3 == 0 ? random() : random() % 12);
  if (random() % 2 == 0) made.retry_after = std::chrono::seconds{random() % 200000};
  made.jitter = static_cast<double>(random() % 1000) / 1000.0;
  made.rules.first = milliseconds{1 + random() % 10000};
  made.rules.cap = made.rules.first + milliseconds{random() % 1000000};
  made.rules.probe_first = milliseconds{1 + random() % 10000000};
  made.rules.probe_cap = made.rules.probe_first + milliseconds{random() % 100000000};
  made.rules.rate_limited_default = milliseconds{1 + random() % 1000000};
  return made;
}

milliseconds highest_base(const RetryRules& rules) {
  return std::max({rules.cap, rules.probe_cap, rules.probe_first, rules.rate_limited_default, rules.reread});
}

TEST(RetryProperties, never_before_retry_after_never_far_beyond_the_cap_never_in_the_past) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const Case made = random_case(random);
    const NextAttempt next =
        next_attempt(failed(made.reason, made.failures, made.retry_after), made.rules, made.jitter);
    if (made.reason == Reason::blocked) {
      EXPECT_EQ(next.kind, Retry::never);
      continue;
    }
    ASSERT_EQ(next.kind, Retry::at);
    EXPECT_GE(next.when, start);
    auto latest = std::chrono::duration<double, std::milli>(highest_base(made.rules)) * 1.2;
    if (made.retry_after) {
      EXPECT_GE(next.when, start + *made.retry_after);
      latest = std::max(latest, std::chrono::duration<double, std::milli>(*made.retry_after + 1min));
    }
    EXPECT_LE((std::chrono::duration<double, std::milli>(next.when - start)), latest);
  }
}

TEST(RetryProperties, jitter_stays_within_a_fifth_and_grows_with_its_argument) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 5000; ++i) {
    Case made = random_case(random);
    if (made.reason == Reason::blocked) continue;
    made.retry_after.reset();
    const auto at = [&](double jitter) { return wait(made.reason, made.failures, {}, jitter, made.rules); };
    const milliseconds base = at(0.5);
    EXPECT_NEAR(static_cast<double>(at(0.0).count()), 0.8 * static_cast<double>(base.count()), 2.0);
    EXPECT_NEAR(static_cast<double>(at(0.9999).count()), 1.2 * static_cast<double>(base.count()),
                2.0 + 0.001 * static_cast<double>(base.count()));
    EXPECT_LE(at(made.jitter / 2), at(made.jitter));
  }
}

TEST(RetryProperties, more_failures_never_wait_less) {
  std::mt19937_64 random(9);
  for (int i = 0; i < 5000; ++i) {
    Case made = random_case(random);
    if (made.reason == Reason::blocked) continue;
    made.rules.reread = std::min(made.rules.reread, made.rules.first);
    const unsigned failures = 1 + made.failures % 40;
    EXPECT_LE(wait(made.reason, failures, made.retry_after, made.jitter, made.rules),
              wait(made.reason, failures + 1, made.retry_after, made.jitter, made.rules));
  }
}

}  // namespace
}  // namespace ddns::plan
