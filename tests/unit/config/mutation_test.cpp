#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ddns/core/text.h"
#include "fakes.h"
#include "support/scripted_random.h"

namespace ddns::config::test {
namespace {

namespace fs = std::filesystem;
using ddns::test::ScriptedRandom;

constexpr std::string_view kSecrets[] = {"Zq7s3ntinelX", "s3ntinel", "SEKRET"};

std::vector<std::string> seeds() {
  std::vector<std::string> out{
      R"(provider: aliyun
access_key_id: id
access_key_secret: Zq7s3ntinelX
domain: example.com
sub_domain: [home, "*"]
interval: 300
log: { level: info, keep: 3 }
)",
      R"({"provider": "cloudflare", "api_token": "s3ntinel", "domain": "example.com", "sub_domain": ["a", "b"],
 "log": {"level": "info"}, "ttl": 300})",
      R"(web: { token: "s3ntinel" }
accounts:
  - id: a
    provider: plain
    password: 's3ntinel'
  - { id: b, provider: cloudflare, api_token: SEKRET, verify: { key_name: k, key_secret: "s3ntinel" } }
sources:
  - { id: wan, type: http, urls: [https://a.example] }
records:
  - { name: home.example.com, account: a, ipv4: wan }
  - names:
      - x.example.com
    account: b
    ipv4: wan
    extra: { X: y }
)"};
  for (const auto& entry : fs::directory_iterator(fs::path(DDNS_TESTS_DIR).parent_path() / "configs")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

/// One small accident of an editor: something lost, doubled, swapped, or a character that means much.
std::string mutate(std::string text, ScriptedRandom& random) {
  using namespace std::string_view_literals;
  constexpr auto kLoaded = "\"'{}[],:&*!|>%@`#?-\n\t \\$~<\xC3\0x"sv;
  const std::size_t at = text.empty() ? 0 : random.below(text.size());
  const std::size_t length = std::min<std::size_t>(1 + random.below(8), text.size() - at);
  switch (random.below(6)) {
    case 0:
      text.erase(at, length);
      break;
    case 1:
      text.insert(at, 1, kLoaded[random.below(kLoaded.size())]);
      break;
    case 2:
      if (!text.empty()) text[at] = kLoaded[random.below(kLoaded.size())];
      break;
    case 3:
      text.insert(random.below(text.size() + 1), text.substr(at, length));
      break;
    case 4:
      text.resize(at);
      break;
    default: {
      const auto line = text.find('\n', at);
      if (line != std::string::npos) text.erase(line, 1 + random.below(4));
      break;
    }
  }
  return text;
}

/// A secret that fell out of its quotes whole is the reader's to keep quiet about, too.
void expect_silence(const Diagnostics& found, const std::string& text) {
  for (const auto& diagnostic : found) {
    for (const auto secret : kSecrets) {
      ASSERT_EQ(diagnostic.to_string().find(secret), std::string::npos) << diagnostic.to_string() << "\nof\n" << text;
    }
  }
}

TEST(Mutations, give_a_configuration_or_an_error_at_its_place_and_no_secret) {
  // DDNS_TEST_ROUNDS and DDNS_TEST_SEED let a longer search run by hand.
  const auto number = [](const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : to_number<std::uint64_t>(text).value_or(otherwise);
  };
  ScriptedRandom random(number("DDNS_TEST_SEED", 2026));
  const auto rounds = number("DDNS_TEST_ROUNDS", 150);
  std::size_t loaded_count = 0;
  std::size_t refused_count = 0;
  for (const auto& seed : seeds()) {
    for (std::uint64_t round = 0; round < rounds; ++round) {
      auto text = seed;
      for (auto left = 1 + random.below(4); left > 0; --left) text = mutate(std::move(text), random);
      const auto outcome =
          load({.text = text,
                .environment = {{"TOKEN", "s3ntinel"}, {"CF_API_TOKEN", "s3ntinel"}, {"DDNS_QUICKSTART_DIR", "/q"}},
                .files = {{"/etc/ddns-sidecar/ddns-key.secret", "s3ntinel"}}});
      expect_silence(outcome ? outcome->warnings : outcome.error(), text);
      if (outcome) {
        ++loaded_count;
        EXPECT_FALSE(has_errors(outcome->warnings));
        EXPECT_FALSE(outcome->configuration.engine.records.empty()) << text;
        continue;
      }
      ++refused_count;
      const bool placed = std::any_of(outcome.error().begin(), outcome.error().end(), [](const Diagnostic& d) {
        return d.severity == Diagnostic::Severity::error && d.line > 0 && d.column > 0;
      });
      ASSERT_TRUE(placed) << text << ::testing::PrintToString(lines(outcome.error()));
    }
  }
  // Both happened, or this shows nothing.
  EXPECT_GT(loaded_count, 100U);
  EXPECT_GT(refused_count, 1000U);
}

}  // namespace
}  // namespace ddns::config::test
