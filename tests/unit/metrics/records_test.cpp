// Series of records: one by one, or one for all of a service; and what they are called.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "scrape.h"

namespace ddns::metrics {
namespace {

using namespace events;

std::string labels(const std::string& record, const std::string& type = "A",
                   const std::string& provider = "cloudflare") {
  return "{provider=\"" + provider + "\",record=\"" + record + "\",record_type=\"" + type + "\"}";
}

std::vector<std::string> hosts(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(cat("h", i, ".example.com"));
  return names;
}

std::size_t record_series(const Scrape& scrape) {
  std::size_t count = 0;
  for (const auto& [series, value] : scrape.samples()) count += series.find("record=\"") != std::string::npos ? 1U : 0U;
  return count;
}

TEST(RecordSeries, are_single_up_to_500_record_sets_and_joined_above) {
  EXPECT_EQ(record_series(Scrape(setup_with(hosts(500)))), 3500U);
  const Scrape many(setup_with(hosts(501)));
  EXPECT_EQ(record_series(many), 7U);
  EXPECT_EQ(many.samples().at("ddns_record_updates_total" + labels("_all")), "0");
}

TEST(RecordSeries, are_as_the_user_wants_them_whatever_their_number) {
  Scrape many(setup_with(hosts(501)));
  many.options.records = RecordSeries::full;
  EXPECT_EQ(record_series(many), 501U * 7);
  Scrape few(setup_with(hosts(2)));
  few.options.records = RecordSeries::aggregate;
  EXPECT_EQ(record_series(few), 7U);
}

TEST(RecordSeries, joined_are_sums_and_the_worst_of_all) {
  Scrape scrape(setup_with(hosts(3)));
  scrape.options.records = RecordSeries::aggregate;
  const auto value = [&](const std::string& name) { return scrape.samples().at(name + labels("_all")); };
  const std::vector<std::string> names = hosts(3);
  for (int i = 0; i < 3; ++i) {
    scrape.at(std::chrono::seconds{i});
    scrape.tell(RecordUpdated{.key = key(names[i]), .account = "cf", .provider = "cloudflare"});
    scrape.tell(RecordVerified{.key = key(names[i]), .account = "cf"});
  }
  EXPECT_EQ(value("ddns_record_updates_total"), "3");
  EXPECT_EQ(value("ddns_record_out_of_sync_since_timestamp_seconds"), "0");
  EXPECT_EQ(value("ddns_record_last_verified_timestamp_seconds"), "1767323045") << "the oldest";
  EXPECT_EQ(value("ddns_record_last_update_timestamp_seconds"), "1767323047") << "the newest";
  EXPECT_EQ(value("ddns_record_observed_seconds_total"), "297") << "99 s after the last, 100 and 98 for others";
  for (const int i : {2, 1}) {
    scrape.at(std::chrono::seconds{12 - i});
    scrape.tell(RecordUpdateFailed{.key = key(names[i]),
                                   .account = "cf",
                                   .provider = "cloudflare",
                                   .error = {.reason = Reason::timeout},
                                   .written = true});
  }
  EXPECT_EQ(value("ddns_record_update_failures_total"), "2");
  EXPECT_EQ(value("ddns_record_out_of_sync_since_timestamp_seconds"), "1767323055") << "the oldest that is not 0";
}

TEST(RecordSeries, joined_say_never_as_long_as_one_was_never_proved) {
  Scrape scrape(setup_with(hosts(2)));
  scrape.options.records = RecordSeries::aggregate;
  scrape.tell(RecordVerified{.key = key("h0.example.com"), .account = "cf"});
  EXPECT_EQ(scrape.samples().at("ddns_record_last_verified_timestamp_seconds" + labels("_all")), "0");
}

TEST(RecordSeries, joined_stay_apart_by_service_and_type) {
  auto setup = setup_with({"a.example.com"});
  setup.records.push_back({.key = key("a.example.com", RecordType::aaaa), .account = "cf", .source = "wan"});
  setup.records.push_back({.key = key("b.example.com"), .account = "own", .source = "wan"});
  Scrape scrape(setup);
  scrape.options.records = RecordSeries::aggregate;
  const auto samples = scrape.samples();
  EXPECT_EQ(samples.count("ddns_record_updates_total" + labels("_all")), 1U);
  EXPECT_EQ(samples.count("ddns_record_updates_total" + labels("_all", "AAAA")), 1U);
  EXPECT_EQ(samples.count("ddns_record_updates_total" + labels("_all", "A", "rfc2136")), 1U);
  EXPECT_EQ(record_series(scrape), 21U);
}

TEST(RecordSeries, can_hide_their_names) {
  Scrape scrape(setup_with(hosts(2)));
  scrape.options.word_for = [](const DomainName& name) { return name.text() == "h0.example.com" ? "home" : "0a1b2c"; };
  EXPECT_EQ(scrape.page().find("example.com"), std::string::npos);
  EXPECT_EQ(scrape.samples().count("ddns_record_updates_total" + labels("home")), 1U);
  EXPECT_EQ(scrape.samples().count("ddns_record_updates_total" + labels("0a1b2c")), 1U);
}

TEST(RecordSeries, under_one_word_stay_apart) {
  auto setup = setup_with(hosts(3));
  setup.accounts.push_back({.id = "cf2", .provider = "cloudflare"});
  setup.records.push_back({.key = key("other.example.com"), .account = "cf2", .source = "wan"});
  Scrape scrape(setup);
  scrape.options.word_for = [](const DomainName&) { return std::string("all alike"); };
  const auto samples = scrape.samples();  // fails on a repeated series
  EXPECT_EQ(record_series(scrape), 28U);
  for (const char* word : {"all alike @cf", "all alike @cf #2", "all alike @cf #3", "all alike @cf2"}) {
    EXPECT_EQ(samples.count("ddns_record_updates_total" + labels(word)), 1U) << word;
  }
}

TEST(RecordSeries, of_lines_stay_apart) {
  auto setup = setup_with({});
  for (const char* line : {"", "telecom", "unicom"}) {
    RecordKey one = key("home.example.com");
    one.line = line;
    setup.records.push_back({.key = one, .account = "cf", .source = "wan"});
  }
  const auto samples = Scrape(setup).samples();
  EXPECT_EQ(samples.count("ddns_record_updates_total" + labels("home.example.com")), 1U);
  EXPECT_EQ(samples.count("ddns_record_updates_total" + labels("home.example.com [unicom]")), 1U);
}

TEST(RecordSeries, of_a_record_that_was_removed_disappear) {
  Scrape scrape(setup_with({"home.example.com", "old.example.com"}));
  scrape.tell(RecordUpdated{.key = key("old.example.com"), .account = "cf", .provider = "cloudflare"});
  EXPECT_EQ(scrape.samples().at("ddns_record_updates_total" + labels("old.example.com")), "1");
  scrape.tell(ConfigLoaded{"/c.yaml", setup_with({"home.example.com"}), true});
  EXPECT_EQ(scrape.page().find("old.example.com"), std::string::npos);
  EXPECT_EQ(record_series(scrape), 7U);
}

TEST(RecordSeries, joined_do_not_shrink_when_a_record_is_removed) {
  const RecordUpdateFailed failure{.key = key("old.example.com"),
                                   .account = "cf",
                                   .provider = "cloudflare",
                                   .error = {.reason = Reason::timeout},
                                   .written = true};
  Scrape scrape(setup_with({"home.example.com", "old.example.com"}));
  scrape.options.records = RecordSeries::aggregate;
  const auto value = [&](const std::string& name) { return scrape.samples().at(name + labels("_all")); };
  scrape.tell(RecordVerified{.key = key("home.example.com"), .account = "cf"});
  scrape.tell(RecordUpdated{.key = key("old.example.com"), .account = "cf", .provider = "cloudflare"});
  scrape.tell(failure);
  scrape.at(std::chrono::seconds{100});
  scrape.tell(failure);
  EXPECT_EQ(value("ddns_record_observed_seconds_total"), "200");
  EXPECT_EQ(value("ddns_record_wrong_seconds_total"), "40");
  for (int i = 0; i < 2; ++i) {
    scrape.tell(ConfigLoaded{"/c.yaml", setup_with({"home.example.com"}), true});
    EXPECT_EQ(value("ddns_record_updates_total"), "1");
    EXPECT_EQ(value("ddns_record_update_failures_total"), "2");
    EXPECT_EQ(value("ddns_record_observed_seconds_total"), "200") << "once, whatever is read again";
    EXPECT_EQ(value("ddns_record_wrong_seconds_total"), "40");
  }
  EXPECT_EQ(value("ddns_record_out_of_sync_since_timestamp_seconds"), "0") << "what is gone is not wrong any more";
  scrape.tell(ConfigLoaded{"/c.yaml", setup_with({"home.example.com", "old.example.com"}), true});
  EXPECT_EQ(value("ddns_record_updates_total"), "1") << "back again it begins anew";
}

TEST(RecordSeries, joined_of_a_service_count_nothing_of_another_at_which_the_account_was_before) {
  Scrape scrape(setup_with({"home.example.com", "old.example.com"}));
  scrape.options.records = RecordSeries::aggregate;
  scrape.tell(RecordUpdated{.key = key("home.example.com"), .account = "cf", .provider = "cloudflare"});
  auto moved = setup_with({"home.example.com"});
  moved.accounts[0].provider = "aliyun";
  scrape.tell(ConfigLoaded{"/c.yaml", moved, true});
  EXPECT_EQ(scrape.samples().at("ddns_record_updates_total" + labels("_all", "A", "aliyun")), "0");
  moved.accounts[0].provider = "cloudflare";
  scrape.tell(ConfigLoaded{"/c.yaml", moved, true});
  EXPECT_EQ(scrape.samples().at("ddns_record_updates_total" + labels("_all")), "1") << "and it shrinks by no way back";
}

TEST(RecordSeries, are_counted_by_what_is_known_of_each_record) {
  for (const auto records : {RecordSeries::full, RecordSeries::aggregate}) {
    auto setup = setup_with(hosts(4));
    setup.records.push_back({.key = key("a.example.com", RecordType::aaaa), .account = "own", .source = "wan"});
    Scrape scrape(setup);
    scrape.options.records = records;
    scrape.tell(RecordVerified{.key = key("h0.example.com"), .account = "cf"});
    scrape.tell(RecordVerified{.key = key("h1.example.com"), .account = "cf"});
    scrape.tell(RecordVerified{.key = key("h2.example.com"), .account = "cf"});
    scrape.tell(RecordDoubted{.key = key("h1.example.com"), .account = "cf", .doubt = Doubt::mismatch, .wrong = true});
    scrape.tell(RecordDoubted{.key = key("h2.example.com"), .account = "cf", .doubt = Doubt::timeout});
    const auto samples = scrape.samples();
    const auto count = [&](const std::string& state, const std::string& type, const std::string& provider) {
      return samples.at("ddns_records{provider=\"" + provider + "\",record_type=\"" + type + "\",state=\"" + state +
                        "\"}");
    };
    EXPECT_EQ(count("right", "A", "cloudflare"), "1");
    EXPECT_EQ(count("wrong", "A", "cloudflare"), "1");
    EXPECT_EQ(count("unknown", "A", "cloudflare"), "2") << "one in doubt, one never proved";
    EXPECT_EQ(count("right", "AAAA", "rfc2136"), "0");
    EXPECT_EQ(count("unknown", "AAAA", "rfc2136"), "1");
  }
}

TEST(RecordSeries, do_not_call_wrong_what_nobody_can_look_at) {
  Scrape scrape;
  scrape.tell(RecordVerified{.key = key("home.example.com"), .account = "cf"});
  const AddressSet after{*IpAddress::parse("192.0.2.2")};
  scrape.tell(AddressChanged{.source = "wan", .after = after});
  scrape.tell(RecordUpdated{.key = key("home.example.com"), .account = "cf", .provider = "cloudflare", .after = after});
  const std::string series = "ddns_record_out_of_sync_since_timestamp_seconds" + labels("home.example.com");
  EXPECT_EQ(scrape.samples().at(series), "1767323045");
  scrape.tell(RecordDoubted{.key = key("home.example.com"), .account = "cf", .doubt = Doubt::timeout});
  EXPECT_EQ(scrape.samples().at(series), "0") << "DDNSRecordUnverified tells of it, not DDNSRecordStale";
}

/// The limit of the shipped scrape job, above which Prometheus refuses a page whole.
std::size_t sample_limit() {
  std::ifstream file(std::string(DDNS_TESTS_DIR) + "/../dashboards/prometheus.example.yml");
  const std::regex limit(R"( *sample_limit: (\d+))");
  for (std::string line; std::getline(file, line);) {
    if (std::smatch found; std::regex_match(line, found, limit)) return std::stoul(found[1]);
  }
  ADD_FAILURE() << "prometheus.example.yml has no sample_limit";
  return 0;
}

TEST(Budget, all_that_is_shown_one_by_one_stays_below_the_limit_of_the_shipped_scrape_job) {
  const char* const providers[]{"cloudflare", "aliyun",  "tencentcloud", "powerdns",
                                "rfc2136",    "dyndns2", "custom",       "hosts"};
  events::Setup setup;
  for (const char* provider : providers) setup.accounts.push_back({.id = provider, .provider = provider});
  for (const auto& id : hosts(6)) setup.sources.push_back({.id = id, .type = "http", .ipv4 = true, .ipv6 = true});
  for (std::size_t i = 0; i < most_single_records; ++i) {
    setup.records.push_back({.key = key(cat("h", i, ".example")), .account = providers[i % 8], .source = "h0"});
  }
  setup.hooks = hosts(3);
  const auto count = Scrape(setup).samples().size();
  EXPECT_GE(count, 7 * most_single_records) << "every record has its own";
  EXPECT_LT(count, sample_limit()) << "records: auto would have joined them";
}

TEST(Budget, three_services_with_twenty_dual_stack_names_each_stay_below_2000_series) {
  events::Setup setup;
  for (const char* provider : {"cloudflare", "aliyun", "rfc2136"}) {
    setup.accounts.push_back({.id = provider, .provider = provider});
    for (int i = 0; i < 20; ++i) {
      for (const auto type : {RecordType::a, RecordType::aaaa}) {
        setup.records.push_back({.key = key(cat("h", i, ".", provider, ".example"), type),
                                 .account = provider,
                                 .source = type == RecordType::a ? "wan4" : "wan6"});
      }
    }
  }
  setup.sources = {{.id = "wan4", .type = "http", .ipv4 = true}, {.id = "wan6", .type = "interface", .ipv6 = true}};
  const auto count = Scrape(setup).samples().size();
  EXPECT_LE(count, 2000U);
  EXPECT_GE(count, 840U) << "120 record sets with 7 series each are among them";
}

}  // namespace
}  // namespace ddns::metrics
