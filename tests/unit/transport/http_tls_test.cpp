#include "ddns/platform/file.h"
#include "http_tls_fixture.h"

namespace ddns::transport {
namespace {

std::string content_of(const std::string& file) { return platform::read_file(file, std::size_t{64} << 10U).value(); }

TEST_F(HttpTls, accepts_a_good_certificate_by_name_and_by_address) {
  StubServer server(always({.body = "hello"}), tls_.good());
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    const auto response = send(get(server.url_as(host, "/")), trusting());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "hello");
  }
}

TEST_F(HttpTls, accepts_a_good_certificate_by_ipv6_address) {
  auto options = tls_.good();
  options.address = "::1";
  StubServer server(always({.body = "hello"}), options);
  const auto response = send(get(server.url("/")), trusting());
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "hello");
}

TEST_F(HttpTls, keeps_its_connection) {
  StubServer server(always({.body = "x"}), tls_.good());
  const auto client = open(trusting());
  for (int i = 0; i < 4; ++i) {
    const auto response = client->send(post(server.url("/"), "y"), within(std::chrono::seconds(10)));
    ASSERT_TRUE(response) << response.error().message;
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpTls, notices_that_the_kept_connection_was_closed) {
  StubServer server(always({.close_unannounced = true}), tls_.good());
  const auto client = open(trusting());
  for (int i = 0; i < 3; ++i) {
    const auto response = client->send(post(server.url("/"), "y"), within(std::chrono::seconds(10)));
    ASSERT_TRUE(response) << response.error().message;
    ASSERT_TRUE(server.wait_for_no_connection());
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpTls, carries_large_bodies_both_ways) {
  const std::string large(3 * 1024 * 1024, 'x');
  StubServer server([](const SeenRequest& seen) { return Reply{.body = seen.body}; }, tls_.good());
  const auto response = send(post(server.url("/"), large), trusting());
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(response->body == large);
}

TEST_F(HttpTls, refuses_an_authority_it_does_not_know) {
  expect_refused(tls_.unknown_ca(), trusting(), "localhost", "certificate was refused");
  expect_refused(tls_.good(), {.ca_file = tls_.other_ca_file()}, "localhost", "set ca_file");
}

TEST_F(HttpTls, refuses_by_the_systems_trust_what_only_a_test_authority_signed) {
  expect_refused(tls_.good(), {}, "localhost", "certificate was refused");
}

TEST_F(HttpTls, refuses_an_expired_certificate_and_one_that_is_not_valid_yet) {
  expect_refused(tls_.expired(), trusting(), "localhost", "expired");
  expect_refused(tls_.not_yet_valid(), trusting(), "127.0.0.1", "not yet valid");
}

TEST_F(HttpTls, refuses_another_name_on_loopback_too) {
  expect_refused(tls_.wrong_name(), trusting(), "localhost", "another name");
  expect_refused(tls_.wrong_name(), trusting(), "127.0.0.1", "another name");
}

TEST_F(HttpTls, refuses_an_address_the_certificate_does_not_name) {
  expect_refused(tls_.named("DNS:localhost"), trusting(), "127.0.0.1", "another name");
  expect_refused(tls_.named("DNS:127.0.0.1"), trusting(), "127.0.0.1", "another name");
  expect_refused(tls_.named("IP:127.0.0.2"), trusting(), "127.0.0.1", "another name");
  expect_refused(tls_.named("IP:127.0.0.1"), trusting(), "localhost", "another name");
}

TEST_F(HttpTls, checks_every_new_connection_of_a_client) {
  StubServer good(always({}), tls_.good());
  StubServer bad(always({}), tls_.wrong_name());
  const auto client = open(trusting());
  EXPECT_TRUE(client->send(get(good.url("/")), within(std::chrono::seconds(10))));
  EXPECT_FALSE(client->send(get(bad.url("/")), within(std::chrono::seconds(10))));
  EXPECT_TRUE(client->send(get(good.url("/")), within(std::chrono::seconds(10))));
}

TEST_F(HttpTls, says_so_when_the_peer_speaks_plain_http) {
  StubServer server(always(Reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n")));
  auto url = http::Url::parse(server.url("/")).value();
  url.scheme = "https";
  // The stub takes a ClientHello for a request without an end and waits, so the call's own limit ends it.
  const auto result = send({.url = url}, {}, milliseconds(300));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().effect, Effect::none);
}

TEST_F(HttpTls, takes_a_body_without_length_only_when_the_end_is_signed) {
  const std::string open_ended = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
  StubServer polite(always(Reply::raw(open_ended)), tls_.good());
  const auto whole = send(get(polite.url("/")), trusting());
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->body, "until the end");

  auto reply = Reply::raw(open_ended);
  reply.rude = true;
  StubServer rude(always(reply), tls_.good());
  const auto cut = send(post(rude.url("/"), "x"), trusting());
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().effect, Effect::unknown);
}

TEST_F(HttpTls, wants_a_ca_file_that_can_be_read) {
  const auto missing = factory_.open({.ca_file = "/nonexistent/ca.pem"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, Reason::config);
  EXPECT_NE(missing.error().message.find("/nonexistent/ca.pem"), std::string::npos);
  test::TempDir dir;
  const auto empty = factory_.open({.ca_file = dir.write("empty.pem", "nothing").string()});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().reason, Reason::config);
}

TEST_F(HttpTls, says_so_when_a_ca_file_holds_a_broken_certificate) {
  test::TempDir dir;
  StubServer server(always({}), tls_.good());
  const auto path = dir.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").string();
  const auto result = send(get(server.url("/")), {.ca_file = path});
  EXPECT_FAILS(result, Reason::config);

  // The file is read by the first https request, not before.
  StubServer plain(always({}));
  EXPECT_TRUE(send(get(plain.url("/")), {.ca_file = path}));
}

TEST_F(HttpTls, reads_authorities_again_when_told_to_forget) {
  test::TempDir dir;
  StubServer server(always({}), tls_.good());
  const http::HttpOptions options{.ca_file = dir.write("ca.pem", content_of(tls_.other_ca_file())).string()};
  const auto client = open(options);
  const auto ask = [&] { return client->send(get(server.url("/")), within(std::chrono::seconds(10))); };
  EXPECT_FAILS(ask(), Reason::tls);
  dir.write("ca.pem", content_of(tls_.ca_file()));
  EXPECT_FAILS(ask(), Reason::tls);  // not read for every call
  factory_.forget_trust();
  EXPECT_TRUE(ask());
}

}  // namespace
}  // namespace ddns::transport
