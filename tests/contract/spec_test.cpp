#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "contract/run.h"
#include "ddns/core/text.h"
#include "ddns/http/url.h"
#include "ddns/providers/catalogue.h"

namespace ddns::contract {
namespace {

/// Every row of the catalogue as data, whatever it does on the wire.
class CatalogueRow : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] const provider::ProviderSpec& spec() const { return *providers::find(GetParam()); }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CatalogueRow);

std::vector<std::string> ids() {
  std::vector<std::string> out;
  for (const auto& spec : providers::catalogue()) out.push_back(spec.id);
  return out;
}

bool snake(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

TEST_P(CatalogueRow, says_what_it_is) {
  EXPECT_EQ(spec().id, to_lower(spec().id));
  EXPECT_FALSE(spec().name.empty());
  EXPECT_FALSE(spec().notes.empty());
  EXPECT_TRUE(spec().make);
  for (const auto& page : {spec().homepage, spec().credentials_page}) {
    if (page.empty()) continue;
    EXPECT_TRUE(http::Url::parse(page)) << page;
  }
}

TEST_P(CatalogueRow, describes_every_setting) {
  for (const auto& field : spec().settings.fields) {
    EXPECT_TRUE(snake(field.key)) << field.key;
    EXPECT_FALSE(field.label.empty()) << field.key;
    EXPECT_FALSE(field.help.empty()) << field.key;
    EXPECT_EQ(field.choices.empty(), field.kind != schema::Kind::choice) << field.key;
    EXPECT_FALSE(field.required && !field.default_text.empty()) << field.key << " is required and has a default";
    const auto same = std::count_if(spec().settings.fields.begin(), spec().settings.fields.end(),
                                    [&](const auto& other) { return other.key == field.key; });
    EXPECT_EQ(same, 1) << field.key;
  }
}

TEST_P(CatalogueRow, hides_what_sounds_secret) {
  static constexpr std::array<std::string_view, 5> kWords = {"secret", "token", "password", "api_key", "private_key"};
  for (const auto& field : spec().settings.fields) {
    const bool sounds = std::any_of(kWords.begin(), kWords.end(), [&](auto word) {
      return field.key.size() >= word.size() && field.key.ends_with(word);
    });
    if (sounds) {
      EXPECT_EQ(field.kind, schema::Kind::secret) << field.key;
    }
    if (field.kind == schema::Kind::secret) {
      EXPECT_TRUE(field.default_text.empty()) << field.key;
    }
  }
}

TEST_P(CatalogueRow, leaves_the_time_of_a_call_to_the_account) {
  EXPECT_EQ(spec().settings.find("timeout"), nullptr) << "the account's `timeout` could not be set any more";
}

TEST_P(CatalogueRow, points_at_the_real_service_unless_told_otherwise) {
  const auto* endpoint = spec().settings.find("endpoint");
  if (endpoint == nullptr) return;  // a file, a name server, a template
  EXPECT_EQ(endpoint->kind, schema::Kind::url);
  if (endpoint->default_text.empty()) {
    EXPECT_TRUE(endpoint->required) << "without a default it must be stated";
    return;
  }
  const auto url = http::Url::parse(endpoint->default_text);
  ASSERT_TRUE(url) << endpoint->default_text;
  EXPECT_TRUE(url->scheme == "https" || url->host == "127.0.0.1") << "credentials would travel in the clear";
}

TEST_P(CatalogueRow, has_capabilities_that_make_sense) {
  const auto& can = spec().capabilities;
  EXPECT_TRUE(can.ipv4 || can.ipv6);
  EXPECT_GE(can.batch, 1U);
  EXPECT_GE(can.in_flight, 1U);
  EXPECT_LE(can.in_flight, 16U);
  EXPECT_LE(can.min_ttl, can.max_ttl);
  if (can.default_ttl) {
    EXPECT_LE(*can.default_ttl, can.max_ttl);
  }
  if (can.rate) {
    EXPECT_GT(can.rate->calls, 0U);
    EXPECT_GT(can.rate->window.count(), 0);
  }
  if (can.grain == plan::Grain::host) {
    EXPECT_FALSE(can.many_values) << "a host has one address of a family";
    EXPECT_EQ(can.batch, 1U);
  }
  if (can.batch_atomic || can.batch_mixes_phases) {
    EXPECT_GT(can.batch, 1U);
  }
  if (can.both_families_in_one) {
    EXPECT_EQ(can.grain, plan::Grain::host);
  }
  if (can.refresh_after) {
    EXPECT_FALSE(can.can_read) << "the engine refreshes only what it cannot read";
    EXPECT_GE(*can.refresh_after, std::chrono::days{1}) << "services ban clients for less";
  }
  if (!can.can_read) {
    EXPECT_NE(can.verification, plan::Verification::read_back);
  }
}

TEST_P(CatalogueRow, has_names_nobody_else_has) {
  std::vector<std::string> names = spec().aliases;
  names.push_back(spec().id);
  for (const auto& name : names) {
    for (const auto& other : providers::catalogue()) {
      if (other.id == spec().id) continue;
      EXPECT_NE(other.id, name);
      EXPECT_EQ(std::count(other.aliases.begin(), other.aliases.end(), name), 0) << name << " is also " << other.id;
    }
    EXPECT_EQ(providers::find(name), &spec()) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(all, CatalogueRow, testing::ValuesIn(ids()),
                         [](const auto& made) { return replace_all(replace_all(made.param, "-", "_"), ".", "_"); });

}  // namespace
}  // namespace ddns::contract
