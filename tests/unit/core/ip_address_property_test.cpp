// The parser and the text form are held against the system's inet_pton and inet_ntop.
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>

#include "ddns/core/ip_address.h"
#include "support/scripted_random.h"

namespace ddns {
namespace {

constexpr int kRounds = 20'000;

std::optional<IpAddress> by_system(const std::string& text) {
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return IpAddress::v4(four);
  IpAddress::Bytes sixteen{};
  if (inet_pton(AF_INET6, text.c_str(), sixteen.data()) == 1) return IpAddress::v6(sixteen);
  return std::nullopt;
}

void expect_same_verdict(const std::string& text) {
  const auto ours = IpAddress::parse(text);
  const auto theirs = by_system(text);
  ASSERT_EQ(ours.has_value(), theirs.has_value()) << text;
  if (ours) {
    EXPECT_EQ(*ours, *theirs) << text;
  }
}

/// Half of the bytes zero, so that runs of zero groups are common.
IpAddress random_address(test::ScriptedRandom& random) {
  std::array<std::uint8_t, 16> bytes{};
  const bool sparse = random.below(2) == 0;
  for (auto& byte : bytes) {
    byte = sparse && random.below(4) != 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(random.below(256));
  }
  if (random.below(3) == 0) return IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
  return IpAddress::v6(bytes);
}

std::string mutated(std::string text, test::ScriptedRandom& random) {
  constexpr std::string_view kAlphabet = "0123456789abcdefABCDEF::::....%/ xg-+";
  for (auto n = 1 + random.below(3); n > 0; --n) {
    const auto at = random.below(text.size() + 1);
    const char c = kAlphabet[random.below(kAlphabet.size())];
    switch (random.below(4)) {
      case 0:
        text.insert(at, 1, c);
        break;
      case 1:
        if (at < text.size()) text.erase(at, 1 + random.below(3));
        break;
      case 2:
        if (at < text.size()) text[at] = c;
        break;
      default:
        text.insert(at, text.substr(0, random.below(6)));
    }
  }
  return text;
}

TEST(IpAddressProperties, every_address_survives_its_text_form) {
  test::ScriptedRandom random(7);
  for (int i = 0; i < kRounds; ++i) {
    const IpAddress address = random_address(random);
    const std::string text = address.to_string();
    const auto back = IpAddress::parse(text);
    ASSERT_TRUE(back) << text;
    ASSERT_EQ(*back, address) << text;
    ASSERT_EQ(by_system(text), address) << text;
    ASSERT_EQ(IpAddress::from_bytes(address.bytes()).value(), address);
  }
}

TEST(IpAddressProperties, the_text_form_is_that_of_inet_ntop) {
  test::ScriptedRandom random(8);
  for (int i = 0; i < kRounds; ++i) {
    const IpAddress address = random_address(random);
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(address.is_v4() ? AF_INET : AF_INET6, address.bytes().data(), text.data(), text.size());
    const std::string theirs = text.data();
    // glibc also writes the deprecated ::a.b.c.d, which RFC 5952 does not ask for.
    if (theirs.starts_with("::") && !theirs.starts_with("::ffff:") && theirs.find('.') != std::string::npos) continue;
    ASSERT_EQ(address.to_string(), theirs);
  }
}

TEST(IpAddressProperties, mutated_texts_get_the_verdict_of_inet_pton) {
  test::ScriptedRandom random(9);
  int accepted = 0;
  for (int i = 0; i < 5 * kRounds; ++i) {
    const std::string text = mutated(random_address(random).to_string(), random);
    expect_same_verdict(text);
    if (by_system(text)) ++accepted;
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(accepted, kRounds / 20) << "the mutations are too wild to test anything";
}

TEST(IpAddressProperties, texts_from_the_alphabet_get_the_verdict_of_inet_pton) {
  constexpr std::string_view kAlphabet = "01f:.";
  test::ScriptedRandom random(10);
  for (int i = 0; i < 5 * kRounds; ++i) {
    std::string text;
    for (auto n = random.below(14); n > 0; --n) text += kAlphabet[random.below(kAlphabet.size())];
    expect_same_verdict(text);
    if (HasFatalFailure()) return;
  }
}

TEST(IpAddressProperties, random_bytes_are_never_an_address) {
  test::ScriptedRandom random(11);
  for (int i = 0; i < kRounds; ++i) {
    std::string text(random.below(20), '\0');
    for (auto& c : text) c = static_cast<char>(random.below(256));
    if (text.find('\0') != std::string::npos) {
      EXPECT_FALSE(IpAddress::parse(text));
      continue;
    }
    expect_same_verdict(text);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ddns
