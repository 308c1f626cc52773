#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "fakes.h"

namespace ddns::config::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::string_view rest = "provider: plain\ndomain: a.example\npassword: hush-hush\n";

MetricsSettings read(const std::string& text, std::vector<std::pair<std::string, std::string>> environment = {}) {
  const auto loaded = load({.text = cat(rest, text), .environment = std::move(environment)});
  EXPECT_TRUE(loaded) << text;
  return loaded ? loaded->configuration.metrics : MetricsSettings{};
}

TEST(MetricsSection, shows_every_record_by_its_name_and_no_address_by_default) {
  EXPECT_EQ(read(""), MetricsSettings{});
  EXPECT_EQ(read("metrics: {}\n"), MetricsSettings{});
}

TEST(MetricsSection, is_read) {
  const auto settings =
      read("metrics:\n  records: aggregate\n  names: alias\n  aliases: { Home.Example.com: home }\n  ip_info: true\n");
  EXPECT_EQ(settings.records, MetricRecords::aggregate);
  EXPECT_EQ(settings.names, MetricNames::alias);
  EXPECT_TRUE(settings.ip_info);
  ASSERT_EQ(settings.aliases.size(), 1U);
  EXPECT_EQ(settings.aliases.begin()->first.text(), "home.example.com");
  EXPECT_EQ(settings.aliases.begin()->second, "home");
  EXPECT_EQ(read("metrics: { records: full, names: hash }\n").names, MetricNames::hash);
}

TEST(MetricsSection, may_come_from_the_environment) {
  EXPECT_EQ(read("", {{"DDNS_METRICS_RECORDS", "full"}}).records, MetricRecords::full);
  EXPECT_TRUE(read("", {{"DDNS_METRICS_IP_INFO", "true"}}).ip_info);
}

TEST(MetricsSection, says_what_is_wrong) {
  EXPECT_THAT(said({.text = cat(rest, "metrics: { records: some }\n")}), Contains(HasSubstr("records")));
  EXPECT_THAT(said({.text = cat(rest, "metrics: { names: alias, aliases: { \"a b\": home } }\n")}),
              Contains(HasSubstr("no domain name")));
  EXPECT_THAT(said({.text = cat(rest, "metrics: { aliases: { home.example.com: \"\" } }\n")}),
              Contains(HasSubstr("alias")));
  EXPECT_THAT(said({.text = cat(rest, "metrics: { recods: full }\n")}), Contains(HasSubstr("records")));
}

}  // namespace
}  // namespace ddns::config::test
