#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/transport/http_client.h"
#include "support/stub_server.h"

namespace ddns::transport {

using std::chrono::milliseconds;
using test::Reply;
using test::SeenRequest;
using test::StubOptions;
using test::StubServer;

/// Stands in queries, headers and bodies; it must never stand in an error.
inline constexpr std::string_view kCanary = "S3CR3T-canary";

class HttpClientTest : public ::testing::Test {
 protected:
  static http::Request get(const std::string& url) { return {.url = http::Url::parse(url).value()}; }
  static http::Request post(const std::string& url, std::string body) {
    return {.method = "POST", .url = http::Url::parse(url).value(), .body = std::move(body)};
  }

  std::unique_ptr<http::HttpClient> open(const http::HttpOptions& options = {}) {
    return factory_.open(options).value();
  }

  http::CallLimits within(milliseconds span) const { return {Deadline::after(clock_, span), {}}; }

  /// With a client of its own.
  Result<http::Response> send(const http::Request& request, const http::HttpOptions& options = {},
                              milliseconds span = std::chrono::seconds(20)) {
    auto result = open(options)->send(request, within(span));
    if (!result) {
      EXPECT_EQ(result.error().message.find(kCanary), std::string::npos) << result.error().message;
    }
    return result;
  }

  SystemClock clock_;
  PocoHttpClientFactory factory_{clock_, "ddns-sidecar/test"};
};

/// Measures how long something took.
class Stopwatch {
 public:
  [[nodiscard]] milliseconds elapsed() const {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin_);
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// A handler that always answers the same.
inline StubServer::Handler always(Reply reply) {
  return [reply = std::move(reply)](const SeenRequest&) { return reply; };
}

#define EXPECT_FAILS(result, wanted_reason)                                                            \
  do {                                                                                                 \
    const auto& outcome = (result);                                                                    \
    ASSERT_FALSE(outcome.has_value()) << "status " << outcome->status;                                 \
    EXPECT_EQ(to_string(outcome.error().reason), to_string(wanted_reason)) << outcome.error().message; \
    EXPECT_EQ(outcome.error().message.find(kCanary), std::string::npos) << outcome.error().message;    \
  } while (false)

}  // namespace ddns::transport
