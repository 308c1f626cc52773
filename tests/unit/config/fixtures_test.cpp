#include <filesystem>
#include <fstream>
#include <sstream>

#include "ddns/core/text.h"
#include "fakes.h"

namespace ddns::config::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::vector<fs::path> files(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(prefix)) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

fs::path fixtures() { return fs::path(DDNS_TESTS_DIR) / "fixtures" / "config"; }
fs::path configs() { return fs::path(DDNS_TESTS_DIR).parent_path() / "configs"; }

Given given(const fs::path& path) {
  return {.text = read(path),
          .environment = {{"TOKEN", "s3ntinel"},
                          {"EMPTY", ""},
                          {"CF_API_TOKEN", "s3ntinel"},
                          {"DDNS_ACCESS_KEY_ID", "id"},
                          {"DDNS_ACCESS_KEY_SECRET", "s3ntinel"},
                          {"DDNS_FULL_WEB_TOKEN", "s3ntinel"},
                          {"DDNS_FULL_TSIG_SECRET", "s3ntinel"},
                          {"DDNS_FULL_NTFY_TOPIC", "s3ntinel"},
                          {"DDNS_FULL_BRIDGE_TOKEN", "s3ntinel"},
                          {"DDNS_FULL_DINGTALK_TOKEN", "s3ntinel"},
                          {"DDNS_FULL_DINGTALK_SECRET", "s3ntinel"},
                          {"DDNS_QUICKSTART_DIR", "/tmp/quickstart"}},
          .files = {{"/etc/ddns-sidecar/ddns-key.secret", "s3ntinel\n"},
                    {"/etc/ddns/secrets/cloudflare-token", "s3ntinel\n"},
                    {"/etc/ddns/empty", "\n"}}};
}

/// What the file's own comments say: "# expect: 3:5: message (hint)".
std::vector<std::string> expected(const std::string& text) {
  constexpr std::string_view kMark = "# expect: ";
  std::vector<std::string> out;
  for (const auto& line : split(text, '\n')) {
    if (line.starts_with(kMark)) out.emplace_back(line.substr(kMark.size()));
  }
  return out;
}

std::vector<std::string> errors(const Given& input) {
  const auto loaded = load(input);
  if (loaded) return {"it was loaded"};
  Diagnostics found = loaded.error();
  std::erase_if(found, [](const Diagnostic& d) { return d.severity != Diagnostic::Severity::error; });
  std::vector<std::string> out;
  for (const auto& line : lines(found)) out.push_back(replace_all(line, " error: ", " "));
  return out;
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& info) {
  auto name = info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class InvalidFile : public ::testing::TestWithParam<fs::path> {};

TEST_P(InvalidFile, gives_the_errors_it_announces) {
  const auto input = given(GetParam());
  const auto found = errors(input);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(join(found, "\n"), join(expected(input.text), "\n"));
}

TEST_P(InvalidFile, never_quotes_a_secret) {
  const auto loaded = load(given(GetParam()));
  ASSERT_FALSE(loaded);
  for (const auto& diagnostic : loaded.error()) {
    EXPECT_EQ(diagnostic.to_string().find("s3ntinel"), std::string::npos) << diagnostic.to_string();
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, InvalidFile, ::testing::ValuesIn(files(fixtures(), "invalid-")), name_of);

class ExampleFile : public ::testing::TestWithParam<fs::path> {};

TEST_P(ExampleFile, loads_without_a_warning) {
  const auto input = given(GetParam());
  auto quiet = input;
  // Variables that this example does not name would be reported as unused.
  std::erase_if(quiet.environment, [&](const auto& variable) {
    return variable.first.starts_with("DDNS_") && input.text.find(variable.first) == std::string::npos;
  });
  EXPECT_THAT(said(quiet), ::testing::ElementsAre("loaded"));
}

INSTANTIATE_TEST_SUITE_P(Examples, ExampleFile, ::testing::ValuesIn(files(configs(), "")), name_of);

}  // namespace
}  // namespace ddns::config::test
