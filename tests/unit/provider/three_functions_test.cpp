#include "ddns/provider/three_functions.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"
#include "support/scripted_random.h"

namespace ddns::provider {
namespace {

class NoNetwork final : public http::HttpClient, public dns::Exchange {
 public:
  Result<http::Response> send(const http::Request&, const http::CallLimits&) override {
    return fail(Reason::internal, "no network here");
  }
  Result<dns::Bytes> exchange(std::span<const std::uint8_t>, const dns::Server&, const dns::ExchangeOptions&) override {
    return fail(Reason::internal, "no network here");
  }
};

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }

TEST(ThreeFunctions, are_the_three_verbs) {
  NoNetwork network;
  test::ManualClock clock;
  test::ScriptedRandom random;
  const Call call{network, network, clock, random, Deadline::never(), {}, {}};
  const plan::ZoneRef zone{name("example.com"), "7"};
  const auto provider = make_provider(ThreeFunctions{
      .capabilities = {.in_flight = 3},
      .find_zones = [&](const std::vector<DomainName>& names, const Call&) -> Result<std::vector<plan::ZoneRef>> {
        return std::vector{plan::ZoneRef{names.at(0), "found"}};
      },
      .read = [&](const ReadScope& scope, const Call&) -> Result<plan::ZoneState> {
        return plan::ZoneState{.zone = scope.zone};
      },
      .apply = one_by_one([](const plan::ZoneRef& at, const plan::Operation& operation, const Call&) -> Result<Ack> {
        const auto* create = std::get_if<plan::CreateRecord>(&operation);
        if (create == nullptr) return fail(Reason::rejected, "only creates here");
        return Ack{.id = at.id + create->address.to_string()};
      })});
  EXPECT_EQ(provider->capabilities().in_flight, 3U);
  EXPECT_EQ(provider->find_zones({name("a.example.com")}, call)->at(0),
            (plan::ZoneRef{name("a.example.com"), "found"}));
  EXPECT_EQ(provider->read({zone, {}}, call)->zone, zone);
  const RecordKey key{name("a.example.com"), RecordType::a};
  const auto outcomes =
      provider->apply({.zone = zone,
                       .operations = {plan::CreateRecord{key, IpAddress::parse("192.0.2.1").value()},
                                      plan::UpdateHost{.name = key.name},
                                      plan::CreateRecord{key, IpAddress::parse("192.0.2.2").value()}}},
                      call);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0], (Ack{.id = "7192.0.2.1"}));
  EXPECT_EQ(outcomes[1].error().reason, Reason::rejected) << "one failure stops none of the others";
  EXPECT_EQ(outcomes[2], (Ack{.id = "7192.0.2.2"}));
}

}  // namespace
}  // namespace ddns::provider
