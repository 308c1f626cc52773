#include "ddns/core/random.h"

#include <gtest/gtest.h>

#include <array>

#include "ddns/core/trace_id.h"
#include "support/scripted_random.h"
#include "support/temp_dir.h"

namespace ddns {
namespace {

TEST(Randoms, build_numbers_from_octets) {
  test::ScriptedRandom random;
  random.push(std::array<std::uint8_t, 8>{1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(random.u64(), 0x0102030405060708U);
}

TEST(Randoms, never_reach_one) {
  test::ScriptedRandom random;
  random.push_u64(~std::uint64_t{0});
  const double top = random.unit();
  EXPECT_LT(top, 1.0);
  EXPECT_GT(top, 0.9999999);
  random.push_u64(0);
  EXPECT_EQ(random.unit(), 0.0);
  random.push_unit(0.25);
  EXPECT_DOUBLE_EQ(random.unit(), 0.25);
  for (int i = 0; i < 10'000; ++i) {
    const double value = random.unit();
    ASSERT_TRUE(value >= 0.0 && value < 1.0);
  }
}

TEST(ScriptedRandoms, repeat_with_the_same_seed_and_differ_with_another) {
  test::ScriptedRandom a(1);
  test::ScriptedRandom b(1);
  test::ScriptedRandom c(2);
  const auto first = a.u64();
  EXPECT_EQ(first, b.u64());
  EXPECT_NE(first, c.u64());
  EXPECT_NE(first, a.u64());
}

TEST(TraceIds, are_hex_of_the_octets_and_never_zero) {
  test::ScriptedRandom random;
  random.push_u64(0x0001020304050607);
  random.push_u64(0x08090a0b0c0d0eff);
  random.push_u64(0xfedcba9876543210);
  EXPECT_EQ(TraceId::make(random).to_string(), "000102030405060708090a0b0c0d0eff");
  EXPECT_EQ(SpanId::make(random).to_string(), "fedcba9876543210");
  random.push(std::array<std::uint8_t, 24>{});
  EXPECT_NE(TraceId::make(random), TraceId{});
  EXPECT_NE(SpanId::make(random), SpanId{});
}

TEST(TempDirs, vanish_with_what_lies_in_them) {
  std::filesystem::path where;
  {
    const test::TempDir dir;
    where = dir.path();
    dir.write("sub/file", std::string("a\0b\r\n", 5));
    EXPECT_EQ(dir.read("sub/file"), std::string("a\0b\r\n", 5));
    EXPECT_TRUE(std::filesystem::exists(dir / "sub"));
    EXPECT_NE(test::TempDir().path(), where);
    EXPECT_THROW((void)dir.read("missing"), std::runtime_error);
  }
  EXPECT_FALSE(std::filesystem::exists(where));
}

}  // namespace
}  // namespace ddns
