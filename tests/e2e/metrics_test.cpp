// The metrics page of the real program: whose names and addresses it shows, and that they go.
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;

std::string config_with(const FakePowerDns& service, const std::string& metrics, const std::string& name) {
  return cat(quiet_settings(), metrics, wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
             own_zone_record(name, "pdns"));
}

TEST(Metrics, show_names_and_addresses_as_the_user_wants) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(config_with(service, "", "one.example.com"));
    sidecar->start_and_wait();
    const auto page = [&] { return sidecar->get("/metrics").body; };
    const auto updates = [](const std::string& record) {
      return cat("ddns_record_updates_total{record=\"", record, "\",record_type=\"A\",provider=\"powerdns\"}");
    };
    ASSERT_TRUE(eventually([&] { return sidecar->metric(updates("one.example.com")) == 1.0; })) << sidecar->tail();
    EXPECT_EQ(page().find("10.9.0.1"), std::string::npos);
    EXPECT_EQ(sidecar->metric("ddns_http_requests_in_flight"), 1.0);
    EXPECT_GE(sidecar->metric("ddns_state_write_duration_seconds_count").value_or(0), 2.0);

    sidecar->write_config(config_with(service, "metrics: { names: hash, ip_info: true }\n", "one.example.com"));
    // The beginning of the SHA-256 of the name.
    ASSERT_TRUE(eventually([&] { return sidecar->metric(updates("8ee891f82ca8")) == 1.0; })) << page();
    EXPECT_EQ(page().find("example.com"), std::string::npos);
    EXPECT_EQ(sidecar->metric("ddns_ip_info{family=\"ipv4\",address=\"10.9.0.1\"}"), 1.0) << page();

    sidecar->write_config(config_with(
        service, "metrics: { names: alias, aliases: { one.example.com: home }, records: full }\n", "one.example.com"));
    EXPECT_TRUE(eventually([&] { return sidecar->metric(updates("home")) == 1.0; })) << page();
    sidecar->write_config(config_with(service, "metrics: { records: aggregate }\n", "one.example.com"));
    EXPECT_TRUE(eventually([&] { return sidecar->metric(updates("_all")) == 1.0; })) << page();

    sidecar->write_config(config_with(service, "", "two.example.com"));
    EXPECT_TRUE(eventually([&] { return sidecar->metric(updates("two.example.com")) == 1.0; })) << page();
    EXPECT_EQ(page().find("one.example.com"), std::string::npos) << "series of a removed record go";
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
