#include <algorithm>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "scrape.h"
#include "support/temp_dir.h"

namespace ddns::metrics {
namespace {

using namespace events;

TEST(MetricTable, rows_stand_in_the_order_of_the_enum_and_follow_the_rules) {
  std::size_t i = 0;
  for (const MetricRow& row : metric_table()) {
    EXPECT_EQ(static_cast<std::size_t>(row.metric), i++) << row.name;
    EXPECT_EQ(row.type == Type::counter, row.name.ends_with("_total")) << row.name;
    EXPECT_EQ(row.help.find_first_of("\n\\\""), std::string::npos) << row.name;
    EXPECT_EQ(row.type == Type::histogram, !row.buckets.empty()) << row.name;
    EXPECT_TRUE(std::is_sorted(row.buckets.begin(), row.buckets.end())) << row.name;
  }
}

TEST(MetricTable, has_no_reasons_for_each_record) {
  for (const MetricRow& row : metric_table()) {
    const auto has = [&](const char* label) { return std::ranges::count(row.labels, label) > 0; };
    EXPECT_FALSE(has("record") && has("reason")) << row.name << ": 40 records make 40 times as many series as reasons";
    EXPECT_LE(row.labels.size(), 3U) << row.name;
  }
}

TEST(Page, every_row_of_the_table_is_there_right_after_the_configuration_is_loaded) {
  const auto page = Scrape().page();
  for (const MetricRow& row : metric_table()) {
    if (row.metric == Metric::provider_quota_remaining || row.metric == Metric::ip_info) continue;  // see their help
    EXPECT_NE(page.find("# TYPE " + row.name + " " + std::string(to_string(row.type))), std::string::npos) << row.name;
    EXPECT_TRUE(page.find("\n" + row.name + " ") != std::string::npos ||
                page.find("\n" + row.name + "{") != std::string::npos ||
                page.find("\n" + row.name + "_bucket") != std::string::npos)
        << row.name << " has no sample";
  }
}

TEST(Page, label_sets_are_born_at_zero) {
  const auto samples = Scrape().samples();
  EXPECT_EQ(
      samples.at("ddns_provider_request_failures_total{operation=\"create\",provider=\"cloudflare\",reason=\"auth\"}"),
      "0");
  EXPECT_EQ(samples.at("ddns_ip_source_request_failures_total{family=\"ipv6\",reason=\"timeout\",source=\"wan\"}"),
            "0");
  EXPECT_EQ(
      samples.at("ddns_record_updates_total{provider=\"cloudflare\",record=\"home.example.com\",record_type=\"A\"}"),
      "0");
  EXPECT_EQ(samples.at("ddns_record_verification_failures_total{provider=\"rfc2136\",reason=\"nxdomain\"}"), "0");
}

TEST(Page, counts_what_happened) {
  Scrape scrape;
  scrape.tell(CycleFinished{.took = std::chrono::milliseconds{300}});
  scrape.tell(CycleFinished{.error = Error{.reason = Reason::timeout}});
  scrape.tell(OperationFinished{
      .account = "cf", .provider = "cloudflare", .operation = "update", .took = std::chrono::milliseconds{70}});
  scrape.tell(OperationFinished{
      .account = "cf", .provider = "cloudflare", .operation = "update", .error = Error{.reason = Reason::auth}});
  scrape.tell(RecordUpdated{.key = key("home.example.com"), .account = "cf", .provider = "cloudflare"});
  scrape.tell(
      RecordVerified{.key = key("home.example.com"), .account = "cf", .since_detection = std::chrono::seconds{2}});
  scrape.tell(AccountPaused{.account = "cf", .provider = "cloudflare"});
  scrape.tell(AddressChanged{.source = "wan", .family = Family::ipv6});
  const auto samples = scrape.samples();
  EXPECT_EQ(samples.at("ddns_cycles_total"), "2");
  EXPECT_EQ(samples.at("ddns_cycle_failures_total{reason=\"timeout\"}"), "1");
  EXPECT_EQ(samples.at("ddns_cycle_last_success_timestamp_seconds"), "1767323045");
  EXPECT_EQ(samples.at("ddns_provider_request_duration_seconds_count{operation=\"update\",provider=\"cloudflare\"}"),
            "2");
  EXPECT_EQ(
      samples.at("ddns_provider_request_failures_total{operation=\"update\",provider=\"cloudflare\",reason=\"auth\"}"),
      "1");
  EXPECT_EQ(
      samples.at("ddns_record_updates_total{provider=\"cloudflare\",record=\"home.example.com\",record_type=\"A\"}"),
      "1");
  EXPECT_EQ(samples.at("ddns_record_propagation_seconds_count{provider=\"cloudflare\"}"), "1");
  EXPECT_EQ(samples.at("ddns_provider_circuit_open{provider=\"cloudflare\"}"), "1");
  EXPECT_EQ(samples.at("ddns_ip_changes_total{family=\"ipv6\"}"), "1");
  EXPECT_EQ(samples.at("ddns_log_messages_total{level=\"info\"}"), "7");
  scrape.tell(AccountResumed{.account = "cf", .provider = "cloudflare"});
  EXPECT_EQ(scrape.samples().at("ddns_provider_circuit_open{provider=\"cloudflare\"}"), "0");
}

TEST(Page, series_of_what_left_the_configuration_disappear) {
  Scrape scrape(setup_with({"home.example.com", "old.example.com"}));
  EXPECT_NE(scrape.page().find("old.example.com"), std::string::npos);
  auto smaller = setup_with({"home.example.com"});
  smaller.accounts.pop_back();
  smaller.sources[0].ipv6 = false;
  scrape.tell(ConfigLoaded{"/c.yaml", smaller, true});
  const auto page = scrape.page();
  EXPECT_EQ(page.find("old.example.com"), std::string::npos);
  EXPECT_EQ(page.find("rfc2136"), std::string::npos);
  EXPECT_EQ(page.find("source=\"wan\",family=\"ipv6\""), std::string::npos);
  EXPECT_EQ(scrape.samples().at("ddns_config_reloads_total"), "1");
}

TEST(Page, events_about_what_is_not_configured_make_no_series) {
  Scrape scrape;
  const auto before = scrape.samples().size();
  scrape.tell(OperationFinished{.account = "ghost", .provider = "ghost", .operation = "update"});
  scrape.tell(AccountPaused{.account = "ghost", .provider = "ghost"});
  scrape.tell(RecordDoubted{.key = key("ghost.example.com"), .account = "ghost"});
  EXPECT_EQ(scrape.samples().size(), before);
}

TEST(Page, twins_of_one_name_and_service_stay_apart) {
  auto setup = setup_with({"home.example.com"});
  setup.accounts.push_back({.id = "cf2", .provider = "cloudflare"});
  setup.records.push_back({.key = key("home.example.com"), .account = "cf2", .source = "wan"});
  const auto samples = Scrape(setup).samples();  // samples() fails on a repeated series
  EXPECT_EQ(
      samples.count(
          "ddns_record_updates_total{provider=\"cloudflare\",record=\"home.example.com @cf2\",record_type=\"A\"}"),
      1U);
}

TEST(Page, sli_seconds_are_accounted_up_to_the_scrape) {
  Scrape scrape;
  scrape.tell(RecordVerified{.key = key("home.example.com"), .account = "cf"});
  const auto labels = "{provider=\"cloudflare\",record=\"home.example.com\",record_type=\"A\"}";
  EXPECT_EQ(scrape.samples().at(std::string("ddns_record_observed_seconds_total") + labels), "100");
  EXPECT_EQ(scrape.samples().at(std::string("ddns_record_wrong_seconds_total") + labels), "0");
}

TEST(Page, passes_promtool) {
  test::TempDir dir;
  const auto file = dir.write("page", Scrape().page());
  ASSERT_EQ(std::system("command -v promtool >/dev/null"), 0)
      << "install the package prometheus (ci/install-deps test)";
  EXPECT_EQ(std::system(("promtool check metrics < " + file.string()).c_str()), 0);
}

TEST(Page, stays_within_the_series_budget) {
  events::Setup setup;
  for (const char* provider : {"cloudflare", "aliyun", "rfc2136"})
    setup.accounts.push_back({.id = provider, .provider = provider});
  for (const char* id : {"a", "b", "c"})
    setup.sources.push_back({.id = id, .type = "http", .ipv4 = true, .ipv6 = true});
  for (int i = 0; i < 20; ++i) {
    for (const auto type : {RecordType::a, RecordType::aaaa}) {
      setup.records.push_back(
          {.key = key(cat("h", i, ".example.com"), type), .account = setup.accounts[i % 3].id, .source = "a"});
    }
  }
  EXPECT_LE(Scrape(setup).samples().size(), 2000U);
}

TEST(Page, is_whole_while_events_come_in) {
  Scrape scrape;
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      scrape.metrics.publish({.at = wall0, .payload = CycleFinished{}});
      scrape.metrics.publish({.at = wall0, .payload = ConfigLoaded{"/c.yaml", setup_with({"home.example.com"}), true}});
    }
  });
  for (int i = 0; i < 20; ++i) EXPECT_NE(scrape.page().find("ddns_build_info"), std::string::npos);
}

TEST(Page, counts_notifications_and_what_the_bridge_passes_on) {
  Scrape scrape;
  scrape.tell(NotificationTried{.channel = "phone"});
  scrape.tell(NotificationTried{.channel = "phone", .error = Error{.reason = Reason::auth}});
  scrape.tell(NotificationsPending{3});
  scrape.tell(BridgeSent{.robot = "ops", .merged = 2});
  const auto samples = scrape.samples();
  EXPECT_EQ(samples.at("ddns_hook_runs_total{hook=\"phone\"}"), "2");
  EXPECT_EQ(samples.at("ddns_hook_failures_total{hook=\"phone\",reason=\"auth\"}"), "1");
  EXPECT_EQ(samples.at("ddns_notifications_pending"), "3");
  EXPECT_EQ(samples.at("ddns_bridge_messages_total{robot=\"ops\"}"), "1");
  EXPECT_EQ(samples.at("ddns_bridge_merged_total{robot=\"ops\"}"), "2");
  scrape.tell(ConfigLoaded{"/c.yaml", {}, true});
  EXPECT_EQ(scrape.samples().count("ddns_hook_runs_total{hook=\"phone\"}"), 0U);
}

/// The document and what it should hold; written anew when asked for.
void expect_document(const std::string& name, const std::string& wanted) {
  const std::string path = std::string(DDNS_TESTS_DIR) + "/../docs/" + name;
  if (std::getenv("DDNS_REWRITE_DOCS") != nullptr) std::ofstream(path) << wanted;
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, wanted) << "run DDNS_REWRITE_DOCS=1 build/debug/tests/unit_metrics";
}

TEST(TableDocs, the_documents_in_docs_are_written_from_the_table) {
  expect_document("metrics.md", table_markdown());
  expect_document("metrics.json", table_json());
}

TEST(TableDocs, name_every_metric) {
  for (const MetricRow& row : metric_table()) {
    EXPECT_NE(table_markdown().find("| `" + row.name + "` |"), std::string::npos);
    EXPECT_NE(table_json().find("\"" + row.name + "\""), std::string::npos);
  }
}

}  // namespace
}  // namespace ddns::metrics
