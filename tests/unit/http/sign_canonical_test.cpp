#include "ddns/http/sign/canonical.h"

#include <gtest/gtest.h>

#include "ddns/core/duration.h"

namespace ddns::http::sign {
namespace {

TEST(CanonicalQuery, is_the_same_however_it_was_written) {
  EXPECT_EQ(canonical_query("b=%7e&a=%2f*&c").value(), "a=%2F%2A&b=~&c=");
  EXPECT_EQ(canonical_query("").value(), "");
  EXPECT_EQ(canonical_query("TTL=1&Type=2&Timestamp=3").value(), "TTL=1&Timestamp=3&Type=2");
  EXPECT_EQ(canonical_query("a=%f").error().reason, Reason::malformed);
}

TEST(CanonicalHeaderBlock, is_lower_case_trimmed_and_sorted) {
  const auto headers = canonical_headers({{"X-B", " 2 "}, {"Host", "h"}, {"x-a", "1"}, {"X-B", "3"}});
  EXPECT_EQ(headers.block, "host:h\nx-a:1\nx-b:2,3\n");
  EXPECT_EQ(headers.signed_names, "host;x-a;x-b");
  EXPECT_EQ(canonical_headers({}).block, "");
}

TEST(SignatureTimes, come_in_three_forms) {
  const auto time = parse_rfc3339("2026-01-02T03:04:05.999Z").value();
  EXPECT_EQ(iso_time(time), "2026-01-02T03:04:05Z");
  EXPECT_EQ(iso_date(time), "2026-01-02");
  EXPECT_EQ(unix_text(time), "1767323045");
}

}  // namespace
}  // namespace ddns::http::sign
