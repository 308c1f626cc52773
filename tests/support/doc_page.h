#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The pages under docs/ that tests hold against the program.
namespace ddns::test {

/// Expects that `page` goes on behind its mark ("do not edit below -->") with exactly `chapter`. With DDNS_REWRITE_DOCS
/// in the environment it is written there instead; `program` is whom to run for that.
void expect_generated(const std::filesystem::path& page, std::string_view program, const std::string& chapter);

/// What stands between two lines of ```.
struct CodeBlock {
  std::string info;  ///< behind the opening ```, such as "yaml"
  std::string text;  ///< whole lines
};

/// Every block that begins at the left margin, in their order.
[[nodiscard]] std::vector<CodeBlock> code_blocks(std::string_view markdown);

/// Every text between single backticks that begins with `prefix`, in their order.
[[nodiscard]] std::vector<std::string> code_words(std::string_view markdown, std::string_view prefix);

}  // namespace ddns::test
