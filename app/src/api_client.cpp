#include "api_client.h"

#include "ddns/transport/http_client.h"

namespace ddns::app {
namespace {

/// Somebody who listens on all addresses is reached over loopback.
std::string reachable(const std::string& host) {
  if (host.empty() || host == "0.0.0.0" || host == "*" || host == "localhost") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

}  // namespace

Result<http::Response> ask_instance(const config::Configuration& configuration, std::string method,
                                    std::string_view path, std::string body, std::chrono::milliseconds patience) {
  if (!configuration.listen) return fail(Reason::unavailable, "the configuration says listen: off");
  http::Request request{.method = std::move(method), .body = std::move(body)};
  request.url.scheme = "http";
  request.url.host = reachable(configuration.listen->host);
  request.url.port = configuration.listen->port;
  request.url.path = std::string(path);
  if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
  if (!configuration.web.token.empty()) {
    request.headers.add("Authorization", "Bearer " + std::string(configuration.web.token.reveal()));
  }
  const SystemClock clock;
  transport::PocoHttpClientFactory factory(clock, "ddns-sidecar/" DDNS_VERSION);
  auto client = factory.open({});
  if (!client) return fail(std::move(client).error());
  return (*client)->send(request, {Deadline::after(SystemClock{}, patience), {}});
}

}  // namespace ddns::app
