// What the system trusts, as its environment says: POSIX only.
#include <cstdlib>

#include "ddns/platform/environment.h"
#include "http_tls_fixture.h"

namespace ddns::transport {
namespace {

using HttpSystemTrust = HttpTls;

/// What the system trusts, while it lives.
class SystemTrust {
 public:
  explicit SystemTrust(const std::string& ca_file) { ::setenv("SSL_CERT_FILE", ca_file.c_str(), 1); }
  ~SystemTrust() { before_ ? ::setenv("SSL_CERT_FILE", before_->c_str(), 1) : ::unsetenv("SSL_CERT_FILE"); }
  SystemTrust(const SystemTrust&) = delete;
  SystemTrust& operator=(const SystemTrust&) = delete;

 private:
  const std::optional<std::string> before_ = platform::environment("SSL_CERT_FILE");
};

TEST_F(HttpSystemTrust, trusts_a_ca_file_beside_the_system) {
  const SystemTrust system(tls_.ca_file());
  const http::HttpOptions options{.ca_file = tls_.stranger_ca_file()};
  for (const auto& certificate : {tls_.good(), tls_.unknown_ca()}) {
    StubServer server(always({.body = "hello"}), certificate);
    const auto response = send(get(server.url("/")), options);
    EXPECT_TRUE(response) << response.error().message;
  }
  expect_refused(tls_.signed_by_another(), options, "localhost", "certificate was refused");
}

TEST_F(HttpSystemTrust, takes_the_systems_trust_from_where_the_environment_says) {
  StubServer server(always({}), tls_.good());
  {
    const SystemTrust system(tls_.ca_file());
    const auto trusted = send(get(server.url("/")));
    EXPECT_TRUE(trusted) << trusted.error().message;
  }

  PocoHttpClientFactory without_environment(clock_, "a");
  const auto refused =
      without_environment.open({}).value()->send(get(server.url("/")), within(std::chrono::seconds(10)));
  EXPECT_FAILS(refused, Reason::tls);
}

}  // namespace
}  // namespace ddns::transport
