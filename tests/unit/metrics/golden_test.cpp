// One whole page, as series: what is exported changes only on purpose.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "scrape.h"

namespace ddns::metrics {
namespace {

using namespace events;
using std::chrono::milliseconds;
using std::chrono::seconds;

Setup household() {
  auto setup = setup_with({"home.example.com", "nas.example.com"});
  setup.records.push_back({.key = key("home.example.com", RecordType::aaaa), .account = "own", .source = "wan"});
  RecordKey line = key("home.example.com");
  line.line = "telecom";
  setup.records.push_back({.key = line, .account = "cf", .source = "wan"});
  return setup;
}

void detect(Scrape& scrape) {
  const Known v4{{*IpAddress::parse("192.0.2.1")}};
  scrape.tell(CycleStarted{});
  scrape.tell(SourceAsked{.source = "wan",
                          .observation = v4,
                          .rejected = {{*IpAddress::parse("10.0.0.1"), plan::Rejection::not_public}},
                          .took = milliseconds{80}});
  scrape.tell(SourceAsked{.source = "wan",
                          .family = Family::ipv6,
                          .observation = Unavailable{{.reason = Reason::timeout}},
                          .disagreement = true,
                          .took = milliseconds{3000}});
  scrape.tell(AddressChanged{.source = "wan", .after = v4.addresses});
  scrape.tell(CycleFinished{.took = milliseconds{300}});
  scrape.tell(CycleFinished{.took = milliseconds{3100}, .error = Error{.reason = Reason::timeout}});
}

void publish(Scrape& scrape) {
  const auto home = key("home.example.com");
  scrape.tell(CallFinished{.account = "cf", .provider = "cloudflare", .quota_remaining = 49});
  scrape.tell(
      OperationFinished{.account = "cf", .provider = "cloudflare", .operation = "update", .took = milliseconds{70}});
  scrape.tell(OperationFinished{.account = "own",
                                .provider = "rfc2136",
                                .operation = "replace",
                                .took = milliseconds{2000},
                                .error = Error{.reason = Reason::auth},
                                .retry = true});
  scrape.tell(RecordUpdated{.key = home, .account = "cf", .provider = "cloudflare"});
  scrape.tell(RecordVerified{.key = home, .account = "cf", .since_detection = seconds{2}});
  scrape.tell(RecordDoubted{.key = key("nas.example.com"), .account = "cf", .doubt = Doubt::mismatch, .wrong = true});
  scrape.tell(RecordUpdateFailed{.key = key("home.example.com", RecordType::aaaa),
                                 .account = "own",
                                 .provider = "rfc2136",
                                 .error = {.reason = Reason::auth},
                                 .written = true});
  scrape.tell(AccountPaused{.account = "own", .provider = "rfc2136"});
}

void the_rest(Scrape& scrape) {
  scrape.tell(ConfigRejected{"/c.yaml", 1, "no"});
  scrape.tell(PauseChanged{true});
  scrape.tell(StateWritten{.took = milliseconds{3}});
  scrape.tell(StateFailed{Error{.reason = Reason::internal}});
  scrape.tell(HttpServed{.handler = "metrics", .method = "GET", .status = 200, .took = milliseconds{4}});
  scrape.tell(NotificationTried{.channel = "phone", .error = Error{.reason = Reason::http_5xx}});
  scrape.tell(NotificationsPending{2});
  scrape.tell(BridgeSent{.robot = "ops", .merged = 3, .error = Error{.reason = Reason::rejected}});
  scrape.options.ip_info = true;
  scrape.requests_in_flight = 1;
}

/// What a page says of each metric beside its samples.
std::map<std::string, std::string> types_of(const std::string& page) {
  std::map<std::string, std::string> out;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("# TYPE ")) continue;
    const auto space = line.rfind(' ');
    EXPECT_TRUE(out.emplace(line.substr(7, space - 7), line.substr(space + 1)).second) << "twice: " << line;
  }
  return out;
}

std::string golden(const std::string& page) {
  const std::string path = std::string(DDNS_TESTS_DIR) + "/golden/metrics.page";
  if (std::getenv("DDNS_REWRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << page;
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Series by series, so that a difference is read at once; the order of a page is nobody's promise.
void expect_same(const std::map<std::string, std::string>& made, const std::map<std::string, std::string>& wanted) {
  for (const auto& [series, value] : made) {
    const auto found = wanted.find(series);
    if (found == wanted.end()) {
      ADD_FAILURE() << "new: " << series << " " << value;
    } else {
      EXPECT_EQ(value, found->second) << series;
    }
  }
  for (const auto& [series, value] : wanted) EXPECT_TRUE(made.contains(series)) << "gone: " << series << " " << value;
}

TEST(Golden, a_page_has_these_series_and_no_others) {
  Scrape scrape(household());
  detect(scrape);
  publish(scrape);
  the_rest(scrape);
  const auto made = scrape.page();
  const auto wanted = golden(made);
  ASSERT_FALSE(wanted.empty()) << "run DDNS_REWRITE_GOLDEN=1 unit_metrics, and read the difference";
  expect_same(Scrape::samples_of(made), Scrape::samples_of(wanted));
  expect_same(types_of(made), types_of(wanted));
  EXPECT_EQ(types_of(made).size(), metric_table().size()) << "every metric of the table is in it";
}

}  // namespace
}  // namespace ddns::metrics
