#include "ddns/core/secret.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <new>
#include <ostream>

namespace ddns {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, has_no_way_out_but_reveal) {
  static_assert(!Printable<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
  EXPECT_EQ(Secret("hunter2").reveal(), "hunter2");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, compares_by_content) {
  EXPECT_EQ(Secret("a"), Secret("a"));
  EXPECT_FALSE(Secret("a") == Secret("b"));
  EXPECT_FALSE(Secret("a") == Secret("ab"));
  EXPECT_FALSE(Secret("") == Secret("a"));
  EXPECT_EQ(Secret(), Secret(""));
}

TEST(Secret, copies_and_moves) {
  Secret a("first");
  Secret b(a);
  EXPECT_EQ(a, b);
  Secret c(std::move(a));
  EXPECT_EQ(c.reveal(), "first");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): that it is empty is what is tested
  a = Secret("second and much longer than any short text buffer");
  b = a;
  EXPECT_EQ(b, a);
  c = std::move(b);
  EXPECT_EQ(c, a);
  EXPECT_TRUE(b.empty());  // NOLINT(bugprone-use-after-move)
  auto& self = a;
  a = self;
  EXPECT_EQ(c, a);
}

bool holds(const std::array<unsigned char, sizeof(Secret)>& memory, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(memory.data()), memory.size()).find(text) !=
         std::string_view::npos;
}

TEST(Secret, leaves_no_short_text_in_its_own_memory_when_moved_from) {
  Secret from("hunter2");
  std::array<unsigned char, sizeof(Secret)> memory{};
  std::memcpy(memory.data(), static_cast<const void*>(&from), sizeof from);
  ASSERT_TRUE(holds(memory, "hunter2")) << "the text is expected inside the object here";
  const Secret to(std::move(from));
  std::memcpy(memory.data(), static_cast<const void*>(&from), sizeof from);
  EXPECT_FALSE(holds(memory, "hunter2"));
  EXPECT_EQ(to.reveal(), "hunter2");
}

}  // namespace
}  // namespace ddns
