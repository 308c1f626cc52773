#include "ddns/transport/http_client.h"

#include <Poco/Net/Net.h>

#include <atomic>
#include <list>
#include <mutex>

#include "ddns/core/text.h"
#include "http_connect.h"
#include "http_connection.h"
#include "http_message.h"
#include "http_redirect.h"
#include "http_resolver.h"
#include "tls.h"

namespace ddns::transport {

struct PocoHttpClientFactory::Shared {
  Shared(const Clock& its_clock, std::string agent, NameLookup lookup)
      : clock(its_clock), user_agent(std::move(agent)), resolver(std::move(lookup)) {}

  const Clock& clock;
  const std::string user_agent;
  HttpResolver resolver;
  TlsContexts tls;
  std::atomic<std::uint64_t> network{0};  ///< counts network_changed()
};

namespace {

constexpr int kMostRedirects = 3;
constexpr std::chrono::seconds kIdleLife{4};

using Shared = PocoHttpClientFactory::Shared;
using ConnectionPtr = std::unique_ptr<HttpConnection>;

/// The connections a client keeps. Thread-safe.
class IdleConnections {
 public:
  explicit IdleConnections(const Shared& shared) : shared_(shared) {}

  /// Null when there is none that can be used.
  [[nodiscard]] ConnectionPtr take(const std::string& origin) {
    std::list<Idle> dropped;  // closed after the lock is gone
    const std::lock_guard lock(mutex_);
    for (auto it = idle_.begin(); it != idle_.end();) {
      const auto current = it++;
      const bool stale = current->network != shared_.network || shared_.clock.steady() >= current->until;
      if (!stale && current->origin != origin) continue;
      if (!stale && current->connection->is_quiet()) {
        auto found = std::move(current->connection);
        idle_.erase(current);
        return found;
      }
      dropped.splice(dropped.end(), idle_, current);
    }
    return nullptr;
  }

  void put(const std::string& origin, ConnectionPtr connection, std::uint64_t network) {
    const std::lock_guard lock(mutex_);
    idle_.push_front({origin, std::move(connection), shared_.clock.steady() + kIdleLife, network});
  }

 private:
  struct Idle {
    std::string origin;
    ConnectionPtr connection;
    SteadyTime until;
    std::uint64_t network;
  };
  const Shared& shared_;
  std::mutex mutex_;
  std::list<Idle> idle_;
};

class PocoHttpClient final : public http::HttpClient {
 public:
  PocoHttpClient(std::shared_ptr<Shared> shared, http::HttpOptions options, std::optional<http::Url> proxy)
      : shared_(std::move(shared)), options_(std::move(options)), proxy_(std::move(proxy)), idle_(*shared_) {}

  Result<http::Response> send(const http::Request& request, const http::CallLimits& limits) override {
    auto response = exchange(request, limits);
    if (!options_.follow_redirects) return response;
    http::Request current = request;
    for (int redirects = 0; response && redirects < kMostRedirects; ++redirects) {
      const auto next = same_origin_redirect(current, *response);
      if (!next) break;
      current.url = *next;
      response = exchange(current, limits);
    }
    return response;
  }

 private:
  /// One request, one answer. What was sent decides about the effect of a failure.
  Result<http::Response> exchange(const http::Request& request, const http::CallLimits& limits) {
    if (auto fits = check_request(request); !fits) return fail(std::move(fits).error());
    const Guard guard(shared_->clock, limits, request.url.origin());
    bool began = false;
    Result<http::Response> response;
    try {
      response = converse(request, guard, began);
    } catch (const std::exception& failure) {
      response = fail(map_failure(failure, began ? Stage::receive : Stage::connect, guard.origin()));
    }
    if (!response) response.error().effect = began && request.may_write() ? Effect::unknown : Effect::none;
    return response;
  }

  Result<http::Response> converse(const http::Request& request, const Guard& guard, bool& began) {
    if (auto over = guard.over(Stage::connect)) return fail(std::move(*over));
    const std::uint64_t network = shared_->network;
    auto connection = idle_.take(guard.origin());
    if (!connection) {
      auto opened = open(request.url, guard);
      if (!opened) return fail(std::move(opened).error());
      connection = std::move(*opened);
    }
    const std::string target = is_proxied_plain(request.url) ? request.url.to_string() : request.url.target();
    const auto sent = connection->write(render_request(request, target, shared_->user_agent), guard, began);
    if (!sent) return fail(sent.error());
    auto answer = read_answer(*connection, request.method, options_.max_body, guard);
    if (!answer) return fail(std::move(answer).error());
    if (answer->reusable) idle_.put(guard.origin(), std::move(connection), network);
    return std::move(answer->response);
  }

  [[nodiscard]] bool is_proxied_plain(const http::Url& url) const { return proxy_ && url.scheme == "http"; }

  Result<ConnectionPtr> open(const http::Url& url, const Guard& guard) {
    const http::Url& first = proxy_ ? *proxy_ : url;
    const Guard first_guard = proxy_ ? guard.about(cat(guard.origin(), " (by proxy ", first.authority(), ')')) : guard;
    const auto addresses = shared_->resolver.resolve(first.host, options_.family, first_guard);
    if (!addresses) return fail(addresses.error());
    const auto socket = connect_first(*addresses, first.port, options_, first_guard);
    if (!socket) return fail(socket.error());
    auto connection = std::make_unique<HttpConnection>(*socket);
    if (url.scheme != "https") return connection;
    if (proxy_) {
      if (auto tunnel = open_tunnel(*connection, url, first_guard); !tunnel) return fail(std::move(tunnel).error());
    }
    const auto context = shared_->tls.get(options_.ca_file);
    if (!context) return fail(context.error());
    auto secure = start_tls(connection->socket(), *context, url.host, guard);
    if (!secure) return fail(std::move(secure).error());
    return std::make_unique<HttpConnection>(*secure);
  }

  Status open_tunnel(HttpConnection& connection, const http::Url& url, const Guard& guard) const {
    // RFC 9110 section 9.3.6: host and port, also when the port is the usual one.
    const std::string target = url.is_default_port() ? cat(url.authority(), ':', url.port) : url.authority();
    bool began = false;
    const auto text = render_request({.method = "CONNECT", .url = url}, target, shared_->user_agent);
    if (auto sent = connection.write(text, guard, began); !sent) return sent;
    const auto status = read_tunnel_answer(connection, guard);
    if (!status) return fail(status.error());
    if (*status >= 200 && *status < 300) return {};
    return fail(Reason::connect, cat(guard.origin(), ": the proxy refused the tunnel with status ", *status));
  }

  const std::shared_ptr<Shared> shared_;
  const http::HttpOptions options_;
  const std::optional<http::Url> proxy_;
  IdleConnections idle_;
};

Result<std::optional<http::Url>> parse_proxy(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto url = http::Url::parse(text);
  if (!url || url->scheme != "http" || url->path != "/" || !url->query.empty()) {
    return fail(Reason::config, "the proxy must look like http://host:port, without a password or a path");
  }
  return std::optional<http::Url>(std::move(*url));
}

}  // namespace

PocoHttpClientFactory::PocoHttpClientFactory(const Clock& clock, std::string user_agent, NameLookup lookup)
    : shared_(std::make_shared<Shared>(clock, std::move(user_agent), std::move(lookup))) {
  Poco::Net::initializeNetwork();  // Winsock; nothing elsewhere
}

PocoHttpClientFactory::~PocoHttpClientFactory() = default;

Result<std::unique_ptr<http::HttpClient>> PocoHttpClientFactory::open(const http::HttpOptions& options) {
  if (!options.ca_file.empty()) {
    if (auto readable = check_ca_file(options.ca_file); !readable) return fail(std::move(readable).error());
  }
  auto proxy = parse_proxy(options.proxy);
  if (!proxy) return fail(std::move(proxy).error());
  return std::make_unique<PocoHttpClient>(shared_, options, std::move(*proxy));
}

void PocoHttpClientFactory::network_changed() noexcept {
  ++shared_->network;
  shared_->resolver.forget();
}

void PocoHttpClientFactory::forget_trust() { shared_->tls.forget(); }

}  // namespace ddns::transport
