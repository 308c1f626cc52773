#pragma once

#include <gtest/gtest.h>

namespace ddns::test {

/// Whether somebody said that tests which this machine cannot run may be left out: the environment variable
/// DDNS_TESTS_MAY_SKIP is set, and not to "0" or nothing.
[[nodiscard]] bool may_skip();

}  // namespace ddns::test

/// Ends a test that cannot run here: as a failure, for a suite that left out half of itself has proved nothing, or as
/// skipped where that was asked for. In a function that returns void. `what` completes "needs …".
#define DDNS_NEEDS(condition, what)                                                                          \
  if (!(condition)) {                                                                                        \
    if (::ddns::test::may_skip()) GTEST_SKIP() << "needs " << (what);                                        \
    FAIL() << "needs " << (what) << "; set DDNS_TESTS_MAY_SKIP=1 to leave out what this machine cannot run"; \
  }                                                                                                          \
  static_assert(true, "a semicolon follows")
