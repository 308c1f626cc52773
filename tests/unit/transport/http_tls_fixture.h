#pragma once

#include <string>
#include <string_view>

#include "http_client_fixture.h"
#include "support/tls_fixture.h"

namespace ddns::transport {

class HttpTls : public HttpClientTest {
 protected:
  http::HttpOptions trusting() const { return {.ca_file = tls_.ca_file()}; }

  /// The peer must not have seen a single request.
  void expect_refused(const StubOptions& certificate, const http::HttpOptions& options, std::string_view host,
                      std::string_view text) {
    StubServer server(always({}), certificate);
    const auto result = send(post(server.url_as(host, "/?token=" + std::string(kCanary)), "x"), options);
    EXPECT_FAILS(result, Reason::tls);
    EXPECT_NE(result.error().message.find(text), std::string::npos) << result.error().message;
    EXPECT_EQ(result.error().effect, Effect::none);
    EXPECT_TRUE(server.requests().empty());
  }

  test::TlsFixture tls_;
};

}  // namespace ddns::transport
