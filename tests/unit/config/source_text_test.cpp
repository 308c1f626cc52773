#include "../../../modules/config/src/source_text.h"

#include <gtest/gtest.h>

#include "ddns/core/text.h"

namespace ddns::config {
namespace {

TEST(SourceText, counts_columns_in_characters_of_the_file) {
  // "é" has two bytes; the escaped face is twelve characters in the file and ten in the text.
  const SourceText text("f", "[\"\xC3\xA9\", \"\\ud83d\\ude00\", 9]\n[2]");
  const auto at = [&](char c) { return text.place_at(text.text().find(c)); };
  EXPECT_EQ(at('9').line, 1);
  EXPECT_EQ(at('9').column, 23);
  EXPECT_EQ(at('2').line, 2);
  EXPECT_EQ(at('2').column, 2);
  EXPECT_EQ(SourceText("f", "").place_at(0).column, 1);
}

TEST(SourceText, agrees_with_counting_from_the_lines_begin) {
  std::string raw = "[";
  for (int i = 0; i < 500; ++i) raw += i % 7 == 0 ? "\"\xC3\xA9\\ud83d\\ude00\",\n" : "\"\xE2\x82\xAC\",";
  const SourceText text("f", raw);
  int line = 1, column = 1;
  for (std::size_t i = 0; i < text.text().size(); ++i) {
    const char c = text.text()[i];
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins) {
      const auto place = text.place_at(i);
      ASSERT_EQ(place.line, line) << i;
      ASSERT_EQ(place.column, column) << i;
    }
    if (begins) ++column;
    if (text.text().compare(i, 2, "\\U") == 0) column += 2;
    if (c == '\n') ++line, column = 1;
  }
}

/// A minified file is one line. Counting from its begin for each value took hours here; the limit is only there to end
/// that.
TEST(SourceText, finds_places_in_a_long_line_without_counting_it_each_time) {
  const std::string raw = "[" + std::string(std::size_t{1} << 20U, 'x') + "]";
  const SourceText text("f", raw);
  const auto begun = std::chrono::steady_clock::now();
  std::size_t looked = 0;
  for (std::size_t at = 0; at < raw.size(); at += 4, ++looked) {
    ASSERT_EQ(text.place_at(at).column, static_cast<int>(at) + 1);
    ASSERT_LT(std::chrono::steady_clock::now() - begun, std::chrono::minutes{1}) << "after " << looked;
  }
}

}  // namespace
}  // namespace ddns::config
