#include "support/doc_page.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "ddns/core/text.h"
#include "support/file_text.h"

namespace ddns::test {
namespace {

constexpr std::string_view kMark = "do not edit below -->\n";
constexpr std::string_view kFence = "```";

}  // namespace

void expect_generated(const std::filesystem::path& page, std::string_view program, const std::string& chapter) {
  const auto text = file_text(page);
  const auto mark = text.find(kMark);
  ASSERT_NE(mark, std::string::npos) << page << " has no mark behind which the settings stand";
  const auto head = text.substr(0, mark + kMark.size());
  if (std::getenv("DDNS_REWRITE_DOCS") != nullptr) {
    std::ofstream(page, std::ios::binary) << head << chapter;
    return;
  }
  EXPECT_EQ(text.substr(head.size()), chapter) << "run DDNS_REWRITE_DOCS=1 " << program;
}

std::vector<CodeBlock> code_blocks(std::string_view markdown) {
  std::vector<CodeBlock> out;
  bool inside = false;
  for (const auto& line : split(markdown, '\n')) {
    if (line.starts_with(kFence)) {
      inside = !inside;
      if (inside) out.push_back({std::string(line.substr(kFence.size())), {}});
    } else if (inside) {
      out.back().text += cat(line, '\n');
    }
  }
  return out;
}

std::vector<std::string> code_words(std::string_view markdown, std::string_view prefix) {
  std::vector<std::string> out;
  bool inside = false;
  for (const auto& part : split(markdown, '`')) {
    if (inside && part.starts_with(prefix)) out.emplace_back(part);
    inside = !inside;
  }
  return out;
}

}  // namespace ddns::test
