#include "ddns/dns/verify.h"

#include <gtest/gtest.h>

#include "ddns/dns/authority.h"
#include "ddns/dns/resolver.h"
#include "integration/bind/world.h"

namespace ddns::test {
namespace {

const std::string kRecords = "@ NS ns2\nns2 A 127.0.0.2\nhome 60 A 192.0.2.1\nalias CNAME home\n";

BindConfig plain_zone(const std::string& text) {
  return {.statements = "zone \"example.com\" { type primary; file \"zone.db\"; };\n",
          .files = {{"zone.db", text}},
          .probe = "example.com"};
}

/// Two name servers of one zone. The first also plays the resolver: for names of its own zone there is no difference.
class BindVerify : public testing::Test {
 protected:
  dns::AuthoritySet authority(std::string_view name = "home.example.com") {
    const auto found = dns::find_authority(world_.doors(), dns::StubResolver({first_.server()}),
                                           DomainName::parse(name).value(), first_.server().port);
    if (!found) ADD_FAILURE() << found.error().message;
    return found.value_or(dns::AuthoritySet{});
  }
  /// named listens on addresses of interfaces only, and 127.0.0.2 is none: the second is reached at another port.
  std::vector<dns::NamedServer> servers() {
    auto servers = authority().servers;
    for (auto& server : servers) {
      if (server.name.text() == "ns2.example.com") server.servers = {second_.server()};
    }
    return servers;
  }
  dns::Verification verify(std::initializer_list<std::string_view> wanted, std::string_view name = "home.example.com") {
    const auto result =
        dns::verify(world_.doors(), {servers()}, DomainName::parse(name).value(), RecordType::a, addresses(wanted));
    if (!result) ADD_FAILURE() << result.error().message;
    return result.value_or(dns::Verification{});
  }
  static std::vector<dns::ServerView> views(const dns::Verification& verification) {
    std::vector<dns::ServerView> all;
    for (const auto& finding : verification.findings) all.push_back(finding.view);
    return all;
  }

  World world_;
  BindServer first_{plain_zone(zone_text(kZone, kRecords))};
  BindServer second_{plain_zone(zone_text(kZone, kRecords))};
};

using dns::ServerView;

TEST_F(BindVerify, finds_both_name_servers_of_the_zone) {
  const auto set = authority("not.there.example.com");
  EXPECT_EQ(set.zone.text(), "example.com");
  EXPECT_EQ(set.primary.text(), "ns1.example.com");
  std::vector<dns::NamedServer> servers = set.servers;
  const dns::Server second{IpAddress::parse("127.0.0.2").value(), first_.server().port};
  std::ranges::sort(servers, {}, &dns::NamedServer::name);
  EXPECT_EQ(servers, (std::vector<dns::NamedServer>{{DomainName::parse("ns1.example.com").value(), {first_.server()}},
                                                    {DomainName::parse("ns2.example.com").value(), {second}}}));
  EXPECT_EQ(authority("alias.example.com").zone.text(), "example.com") << "an alias is in its parent's zone";
}

TEST_F(BindVerify, is_right_when_both_are) {
  const auto result = verify({"192.0.2.1"});
  EXPECT_EQ(result.verdict, dns::Verdict::right);
  EXPECT_EQ(views(result), (std::vector{ServerView::match, ServerView::match}));
  EXPECT_EQ(result.findings[0].ttl, std::chrono::seconds(60));
}

TEST_F(BindVerify, notices_the_one_that_lags_until_it_has_caught_up) {
  const auto newer = zone_text(kZone, "@ NS ns2\nns2 A 127.0.0.2\nhome 60 A 192.0.2.2\n", 2);
  first_.write("zone.db", newer);
  first_.reload(2);
  auto result = verify({"192.0.2.2"});
  EXPECT_EQ(result.verdict, dns::Verdict::wrong);
  for (const auto& finding : result.findings) {
    const bool lags = finding.server.text() == "ns2.example.com";
    EXPECT_EQ(finding.view, lags ? ServerView::mismatch : ServerView::match) << finding.server.text();
    EXPECT_EQ(finding.seen, addresses({lags ? "192.0.2.1" : "192.0.2.2"}));
    EXPECT_EQ(finding.asked, lags ? second_.server() : first_.server());
  }
  second_.write("zone.db", newer);
  second_.reload(2);
  EXPECT_EQ(verify({"192.0.2.2"}).verdict, dns::Verdict::right);
}

TEST_F(BindVerify, is_right_when_one_is_down_and_unknown_when_both_are) {
  const auto both = servers();
  const auto home = DomainName::parse("home.example.com").value();
  second_.stop();
  auto result = dns::verify(world_.doors(), {both}, home, RecordType::a, addresses({"192.0.2.1"}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, dns::Verdict::right);
  first_.stop();
  result = dns::verify(world_.doors(), {both}, home, RecordType::a, addresses({"192.0.2.1"}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, dns::Verdict::unknown);
  EXPECT_EQ(views(*result), (std::vector{ServerView::unreachable, ServerView::unreachable}));
}

TEST_F(BindVerify, gives_no_name_and_alias_and_foreign_names_their_words) {
  EXPECT_EQ(views(verify({"192.0.2.1"}, "gone.example.com")),
            (std::vector{ServerView::nxdomain, ServerView::nxdomain}));
  EXPECT_EQ(verify({}, "gone.example.com").verdict, dns::Verdict::right) << "it should not be there";
  EXPECT_EQ(views(verify({"192.0.2.1"}, "alias.example.com")), (std::vector{ServerView::cname, ServerView::cname}));
  const auto foreign = verify({"192.0.2.1"}, "home.example.net");
  EXPECT_EQ(views(foreign), (std::vector{ServerView::refused, ServerView::refused}));
  EXPECT_EQ(foreign.verdict, dns::Verdict::unknown);
}

TEST_F(BindVerify, reads_a_set_too_large_for_a_datagram) {
  std::string many = "@ NS ns2\nns2 A 127.0.0.2\nhome 60 A 192.0.2.1\n";
  AddressSet wanted;
  for (int i = 0; i < 90; ++i) {
    many += "big AAAA 2001:db8::" + std::to_string(i) + "\n";
    wanted.insert(IpAddress::parse("2001:db8::" + std::to_string(i)).value());
  }
  first_.write("zone.db", zone_text(kZone, many, 3));
  first_.reload(3);
  const auto result = dns::verify(world_.doors(), {{{DomainName::parse("ns1.example.com").value(), {first_.server()}}}},
                                  DomainName::parse("big.example.com").value(), RecordType::aaaa, wanted);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, dns::Verdict::right) << result->findings.front().detail;
}

TEST(BindView, is_verified_with_its_key) {
  const std::string secret = "aW5zaWRlLXNlY3JldC1pbnNpZGUtc2VjcmV0LTEyMzQ=";
  BindServer server(
      {.statements = key_statement("inside-key", "hmac-sha256", secret) +
                     "view \"inside\" { match-clients { key inside-key; }; zone \"example.com\" { type primary; file "
                     "\"in.db\"; }; };\n"
                     "view \"outside\" { zone \"example.com\" { type primary; file \"out.db\"; }; };\n",
       .files = {{"in.db", zone_text(kZone, "home A 10.0.0.1\n")}, {"out.db", zone_text(kZone, "home A 192.0.2.1\n")}},
       .probe = "example.com"});
  World world;
  const std::vector<dns::NamedServer> servers{{DomainName::parse("ns1.example.com").value(), {server.server()}}};
  const auto home = DomainName::parse("home.example.com").value();
  const auto inside = dns::verify(world.doors(), {servers, tsig_key("inside-key", "hmac-sha256", secret)}, home,
                                  RecordType::a, addresses({"10.0.0.1"}));
  EXPECT_EQ(inside.value().verdict, dns::Verdict::right) << inside->findings[0].detail;
  const auto outside = dns::verify(world.doors(), {servers}, home, RecordType::a, addresses({"192.0.2.1"}));
  EXPECT_EQ(outside.value().verdict, dns::Verdict::right) << outside->findings[0].detail;
}

TEST(BindResolver, answers_through_a_real_recursive_setup) {
  // A forwarding named in front of an authoritative one: answers come without AA, as from a home router.
  BindServer authoritative(plain_zone(zone_text(kZone, kRecords)));
  BindServer forwarder(
      {.options = "recursion yes; allow-recursion { any; }; forward only; forwarders { 127.0.0.1 port " +
                  std::to_string(authoritative.server().port) + "; };",
       .statements = "zone \"probe.test\" { type primary; file \"probe.db\"; };\n",
       .files = {{"probe.db", zone_text("probe.test")}},
       .probe = "probe.test"});
  World world;
  const dns::StubResolver resolver({forwarder.server()});
  const auto cut = dns::find_zone(world.doors(), resolver, DomainName::parse("home.example.com").value());
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_EQ(cut->zone.text(), "example.com");
  EXPECT_EQ(resolver.addresses(world.doors(), DomainName::parse("alias.example.com").value()).value(),
            addresses({"192.0.2.1"}));
  const auto verified =
      dns::verify(world.doors(), {{{DomainName::parse("ns.example.net").value(), {forwarder.server()}}}},
                  DomainName::parse("home.example.com").value(), RecordType::a, addresses({"192.0.2.1"}));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->findings[0].view, dns::ServerView::not_authoritative) << "a cache proves nothing";
}

}  // namespace
}  // namespace ddns::test
