#include "ddns/platform/memory.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"

namespace ddns::platform {
namespace {

/// Resident pages of files, in kB (proc(5)).
long file_pages() {
  const std::string status = read_file("/proc/self/status", 64 * 1024).value();
  const auto at = status.find("RssFile:");
  return at == std::string::npos ? -1 : std::strtol(status.c_str() + at + 8, nullptr, 10);
}

TEST(Memory, of_unused_code_is_given_back_and_the_code_works_on) {
  const long before = file_pages();
  ASSERT_GT(before, 0);
  give_back_unused_code();
  EXPECT_LT(file_pages(), before * 3 / 4);
  std::vector<std::string> words;
  for (int i = 100; i > 0; --i) words.push_back(cat("word ", i));
  std::ranges::sort(words);
  EXPECT_EQ(words.front(), "word 1");
}

/// Resident anonymous pages, in kB (proc(5)).
long anonymous_pages() {
  const std::string status = read_file("/proc/self/status", 64 * 1024).value();
  const auto at = status.find("RssAnon:");
  return at == std::string::npos ? -1 : std::strtol(status.c_str() + at + 8, nullptr, 10);
}

TEST(Memory, that_is_free_between_blocks_in_use_is_given_back) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
  GTEST_SKIP() << "another allocator";
#endif
  std::vector<std::string> hill;
  for (int i = 0; i < 16 * 1024; ++i) hill.emplace_back(1000, 'x');
  const std::string last(1000, 'x');  // keeps the heap from shrinking by itself
  hill.clear();
  hill.shrink_to_fit();
  const long before = anonymous_pages();
  give_back_free_memory();
  EXPECT_LT(anonymous_pages(), before - 8 * 1024);
  EXPECT_EQ(last.size(), 1000U);
}

}  // namespace
}  // namespace ddns::platform
