#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "ddns/transport/failure.h"

namespace ddns::transport {
namespace {

struct Row {
  std::shared_ptr<std::exception> failure;
  Stage stage;
  Reason reason;
};

template <class T, class... Args>
Row row(Stage stage, Reason reason, Args... args) {
  return {std::make_shared<T>(args...), stage, reason};
}

TEST(MapFailure, gives_every_kind_of_exception_its_reason) {
  using namespace Poco;
  using namespace Poco::Net;
  const std::vector<Row> table = {
      row<TimeoutException>(Stage::receive, Reason::timeout),
      row<TimeoutException>(Stage::send, Reason::timeout),
      row<TimeoutException>(Stage::connect, Reason::connect),
      row<ConnectionRefusedException>(Stage::connect, Reason::connect),
      row<ConnectionResetException>(Stage::receive, Reason::connect),
      row<ConnectionAbortedException>(Stage::send, Reason::connect),
      row<HostNotFoundException>(Stage::resolve, Reason::resolve),
      row<NoAddressFoundException>(Stage::resolve, Reason::resolve),
      row<DNSException>(Stage::resolve, Reason::resolve),
      row<SSLException>(Stage::tls, Reason::tls, "error:0A00010B:SSL routines::wrong version number"),
      row<InvalidCertificateException>(Stage::tls, Reason::tls),
      row<CertificateValidationException>(Stage::tls, Reason::tls),
      row<SSLConnectionUnexpectedlyClosedException>(Stage::tls, Reason::tls),
      row<SSLConnectionUnexpectedlyClosedException>(Stage::receive, Reason::connect),
      row<NoMessageException>(Stage::receive, Reason::malformed),
      row<MessageException>(Stage::receive, Reason::malformed),
      row<NetException>(Stage::connect, Reason::connect, "No route to host"),
      row<Poco::IOException>(Stage::send, Reason::connect, "Broken pipe"),
      row<InvalidArgumentException>(Stage::connect, Reason::internal),
      row<std::runtime_error>(Stage::receive, Reason::internal, "out of luck"),
  };
  for (const auto& [failure, stage, reason] : table) {
    const auto error = map_failure(*failure, stage, "https://api.example.com:8443");
    EXPECT_EQ(error.reason, reason) << error.message;
    EXPECT_EQ(error.effect, Effect::none);
    EXPECT_TRUE(error.message.starts_with("https://api.example.com:8443: ")) << error.message;
  }
}

TEST(MapFailure, names_what_was_being_done) {
  for (const auto stage : {Stage::resolve, Stage::connect, Stage::tls, Stage::send, Stage::receive}) {
    EXPECT_EQ(timed_out(stage, "http://h").reason, Reason::timeout);
    EXPECT_EQ(stopped(stage, "http://h").reason, Reason::cancelled);
    EXPECT_NE(timed_out(stage, "http://h").message, "http://h: the time allowed ran out ");
  }
  EXPECT_EQ(timed_out(Stage::tls, "http://h").message, "http://h: the time allowed ran out during the TLS handshake");
}

}  // namespace
}  // namespace ddns::transport
