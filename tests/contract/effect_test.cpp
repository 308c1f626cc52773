#include <Poco/Net/ServerSocket.h>
#include <gtest/gtest.h>

#include "contract/conformance.h"
#include "contract/doors.h"
#include "ddns/core/text.h"
#include "ddns/http/url.h"
#include "ddns/providers/catalogue.h"
#include "support/stub_server.h"

/// Whether a call that broke off may have written, told by the real transport. A GET that writes is what it does and
/// not what its method means.
namespace ddns::contract {
namespace {

using provider::Ack;

std::unique_ptr<provider::Provider> noip_at(const std::string& url) {
  const auto* spec = providers::find("noip");
  schema::Values values;
  values.put("username", std::string("user"));
  values.put("password", Secret("telling-password"));
  values.put("endpoint", url);
  return spec->make(values).value();
}

Result<Ack> update(const std::string& url) {
  Doors doors(false);
  const plan::Unit unit{.zone = {name("home.example.com")},
                        .operations = {plan::UpdateHost{.name = name("home.example.com"), .ipv4 = ip("192.0.2.1")}}};
  return noip_at(url)->apply(unit, doors.call(std::chrono::seconds{10})).at(0);
}

TEST(EffectOfAGetThatWrites, is_none_where_nobody_listens) {
  std::uint16_t port = 0;
  {
    const Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    port = socket.address().port();
  }
  const auto done = update(cat("http://127.0.0.1:", port));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::connect);
  EXPECT_EQ(done.error().effect, Effect::none) << "nothing was sent";
}

TEST(EffectOfAGetThatWrites, is_unknown_where_the_connection_breaks_after_the_request) {
  const test::StubServer server([](const test::SeenRequest&) { return test::Reply::drop(); });
  const auto done = update(server.url());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().effect, Effect::unknown) << done.error().message;
}

}  // namespace
}  // namespace ddns::contract
