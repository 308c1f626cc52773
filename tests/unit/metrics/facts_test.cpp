// Single facts of the catalogue: retries, quota, expiry, state writes, requests in flight, addresses.
#include <gtest/gtest.h>

#include "scrape.h"

namespace ddns::metrics {
namespace {

using namespace events;

TEST(Facts, retries_are_born_at_zero_and_count_calls_made_because_an_earlier_one_failed) {
  Scrape scrape;
  const std::string update = "ddns_provider_retries_total{operation=\"update\",provider=\"cloudflare\"}";
  EXPECT_EQ(scrape.samples().at(update), "0");
  scrape.tell(OperationFinished{.account = "cf", .provider = "cloudflare", .operation = "update"});
  EXPECT_EQ(scrape.samples().at(update), "0");
  scrape.tell(OperationFinished{.account = "cf", .provider = "cloudflare", .operation = "update", .retry = true});
  EXPECT_EQ(scrape.samples().at(update), "1");
  EXPECT_EQ(scrape.samples().at("ddns_provider_retries_total{operation=\"read\",provider=\"cloudflare\"}"), "0");
}

TEST(Facts, the_quota_is_absent_until_it_is_told_and_goes_with_its_service) {
  Scrape scrape;
  EXPECT_EQ(scrape.page().find("ddns_provider_quota_remaining"), std::string::npos);
  scrape.tell(CallFinished{.account = "cf", .provider = "cloudflare", .operation = "read"});
  scrape.tell(CallFinished{.account = "wan", .operation = "detect", .quota_remaining = 3});
  EXPECT_EQ(scrape.page().find("ddns_provider_quota_remaining"), std::string::npos);
  scrape.tell(CallFinished{.account = "cf", .provider = "cloudflare", .quota_remaining = 50});
  scrape.tell(CallFinished{.account = "cf", .provider = "cloudflare", .quota_remaining = 49});
  EXPECT_EQ(scrape.samples().at("ddns_provider_quota_remaining{provider=\"cloudflare\"}"), "49");
  scrape.tell(ConfigLoaded{"/c.yaml", setup_with({"home.example.com"}), true});
  EXPECT_EQ(scrape.samples().at("ddns_provider_quota_remaining{provider=\"cloudflare\"}"), "49") << "a reload keeps it";
  scrape.tell(ConfigLoaded{"/c.yaml", {}, true});
  EXPECT_EQ(scrape.page().find("ddns_provider_quota_remaining"), std::string::npos);
}

TEST(Facts, the_first_end_of_a_service_s_credentials_is_shown_and_zero_where_nobody_knows) {
  Scrape scrape;
  const std::string end = "ddns_credential_expiry_timestamp_seconds{provider=\"cloudflare\"}";
  EXPECT_EQ(scrape.samples().at(end), "0");
  auto setup = setup_with({"home.example.com"});
  const std::string provider = setup.accounts.at(0).provider;
  setup.accounts.push_back({"later", provider, WallTime{std::chrono::seconds{1'800'000'000}}});
  setup.accounts.push_back({"sooner", provider, WallTime{std::chrono::seconds{1'790'000'000}}});
  scrape.tell(ConfigLoaded{"/c.yaml", setup, true});
  EXPECT_EQ(scrape.samples().at(end), "1790000000");
  scrape.tell(ConfigLoaded{"/c.yaml", setup_with({"home.example.com"}), true});
  EXPECT_EQ(scrape.samples().at(end), "0") << "it says so no longer";
}

TEST(Facts, a_pause_ends_with_the_account_that_paused) {
  Scrape scrape;
  const std::string circuit = "ddns_provider_circuit_open{provider=\"cloudflare\"}";
  auto setup = setup_with({"home.example.com"});
  setup.accounts.push_back({.id = "cf2", .provider = "cloudflare"});
  scrape.tell(ConfigLoaded{"/c.yaml", setup, true});
  scrape.tell(AccountPaused{.account = "cf2", .provider = "cloudflare"});
  EXPECT_EQ(scrape.samples().at(circuit), "1");
  scrape.tell(ConfigLoaded{"/c.yaml", setup, true});
  EXPECT_EQ(scrape.samples().at(circuit), "1") << "a reload that changes nothing ends no pause";
  // The same name at another service is another account.
  setup.accounts.back().provider = "rfc2136";
  scrape.tell(ConfigLoaded{"/c.yaml", setup, true});
  EXPECT_EQ(scrape.samples().at(circuit), "0");
  EXPECT_EQ(scrape.samples().at("ddns_provider_circuit_open{provider=\"rfc2136\"}"), "0");
  scrape.tell(AccountPaused{.account = "cf2", .provider = "rfc2136"});
  setup.accounts = {{.id = "cf", .provider = "cloudflare"}, {.id = "bind", .provider = "rfc2136"}};
  scrape.tell(ConfigLoaded{"/c.yaml", setup, true});
  EXPECT_EQ(scrape.samples().at("ddns_provider_circuit_open{provider=\"rfc2136\"}"), "0") << "removed";
}

TEST(Facts, answers_that_are_no_address_and_too_few_witnesses_are_counted) {
  Scrape scrape;
  const std::string malformed = "ddns_ip_rejected_total{family=\"ipv4\",reason=\"malformed\"}";
  const std::string quorum = "ddns_ip_rejected_total{family=\"ipv4\",reason=\"quorum\"}";
  EXPECT_EQ(scrape.samples().at(malformed), "0");
  SourceAsked asked{.source = "wan", .observation = Unavailable{{.reason = Reason::unavailable}}};
  asked.rejected = {{*IpAddress::parse("192.0.2.1"), plan::Rejection::quorum, "a.example.net says so"}};
  asked.vote_errors = {{.reason = Reason::malformed}, {.reason = Reason::timeout}, {.reason = Reason::malformed}};
  scrape.tell(asked);
  EXPECT_EQ(scrape.samples().at(malformed), "2");
  EXPECT_EQ(scrape.samples().at(quorum), "1");
}

TEST(Facts, a_pause_shows_until_it_is_over) {
  Scrape scrape;
  EXPECT_EQ(scrape.samples().at("ddns_engine_paused"), "0");
  scrape.tell(PauseChanged{true});
  EXPECT_EQ(scrape.samples().at("ddns_engine_paused"), "1");
  scrape.tell(PauseChanged{false});
  EXPECT_EQ(scrape.samples().at("ddns_engine_paused"), "0");
}

TEST(Facts, what_the_system_does_not_tell_of_the_process_is_absent_and_not_zero) {
  Scrape scrape;
  const auto all = scrape.samples().size();
  scrape.process.open_fds.reset();
  scrape.process.max_fds.reset();
  const auto page = scrape.page();
  EXPECT_EQ(page.find("process_open_fds"), std::string::npos) << "neither a sample nor its type";
  EXPECT_EQ(page.find("process_max_fds"), std::string::npos);
  EXPECT_EQ(Scrape::samples_of(page).size(), all - 2);
  scrape.process = {};
  EXPECT_EQ(scrape.page().find("process_"), std::string::npos);
}

TEST(Facts, writes_of_the_state_are_timed) {
  Scrape scrape;
  EXPECT_EQ(scrape.samples().at("ddns_state_write_duration_seconds_count"), "0");
  EXPECT_EQ(scrape.samples().at("ddns_state_last_write_timestamp_seconds"), "0");
  scrape.tell(StateWritten{.took = std::chrono::microseconds{700}});
  scrape.tell(StateWritten{.took = std::chrono::milliseconds{30}, .news = false});
  const auto samples = scrape.samples();
  EXPECT_EQ(samples.at("ddns_state_write_duration_seconds_count"), "2");
  EXPECT_EQ(samples.at("ddns_state_write_duration_seconds_bucket{le=\"0.001\"}"), "1");
  EXPECT_EQ(samples.at("ddns_state_write_duration_seconds_bucket{le=\"2.5\"}"), "2");
  EXPECT_EQ(samples.at("ddns_state_last_write_timestamp_seconds"), "1767323045");
}

TEST(Facts, requests_in_flight_are_as_given) {
  Scrape scrape;
  EXPECT_EQ(scrape.samples().at("ddns_http_requests_in_flight"), "0");
  scrape.requests_in_flight = 3;
  EXPECT_EQ(scrape.samples().at("ddns_http_requests_in_flight"), "3");
}

TEST(Facts, addresses_show_only_when_wanted_and_only_the_current_ones) {
  Scrape scrape;
  const auto seen = [&](std::string_view address) {
    scrape.tell(SourceAsked{.source = "wan", .observation = Known{{*IpAddress::parse(address)}}});
  };
  seen("192.0.2.1");
  EXPECT_EQ(scrape.page().find("192.0.2.1"), std::string::npos);
  scrape.options.ip_info = true;
  EXPECT_EQ(scrape.samples().at("ddns_ip_info{address=\"192.0.2.1\",family=\"ipv4\"}"), "1");
  seen("192.0.2.2");
  EXPECT_EQ(scrape.page().find("192.0.2.1"), std::string::npos) << "the old series is gone";
  EXPECT_EQ(scrape.samples().at("ddns_ip_info{address=\"192.0.2.2\",family=\"ipv4\"}"), "1");
  scrape.tell(SourceAsked{.source = "wan", .observation = Unavailable{{.reason = Reason::timeout}}});
  EXPECT_EQ(scrape.page().find("192.0.2.2"), std::string::npos);
}

}  // namespace
}  // namespace ddns::metrics
