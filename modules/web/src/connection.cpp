#include "connection.h"

#include <algorithm>
#include <array>

#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/URI.h>

#include "ddns/core/text.h"

namespace ddns::web {
namespace {

Request read_head(Poco::Net::HTTPServerRequest& in) {
  Request out;
  out.method = in.getMethod();
  out.peer = in.clientAddress().host().toString();
  const Poco::URI uri(in.getURI());
  out.path = uri.getPath();
  for (const auto& [name, value] : uri.getQueryParameters()) out.query[name] = value;
  for (const auto& [name, value] : in) out.headers[to_lower(name)] = value;
  return out;
}

/// Nothing, or why there is no body.
std::optional<Response> read_body(Poco::Net::HTTPServerRequest& in, std::size_t max_body, std::string& body) {
  const auto too_long = [&] { return error_response(413, cat("the body is longer than ", max_body, " bytes")); };
  if (in.getContentLength64() > static_cast<std::int64_t>(max_body)) return too_long();
  if (!in.hasContentLength() && !in.getChunkedTransferEncoding()) return std::nullopt;
  // Piece by piece: room for the longest body that is allowed would be touched, and kept by the thread, for each.
  constexpr std::size_t piece = std::size_t{16} << 10U;
  while (in.stream() && body.size() <= max_body) {
    const std::size_t had = body.size();
    // One octet more than allowed tells "too long" from "just fits".
    body.resize(had + std::min(piece, max_body + 1 - had));
    in.stream().read(body.data() + had, static_cast<std::streamsize>(body.size() - had));
    body.resize(had + static_cast<std::size_t>(in.stream().gcount()));
  }
  if (body.size() > max_body) return too_long();
  const bool cut = in.hasContentLength() && static_cast<std::int64_t>(body.size()) < in.getContentLength64();
  if (cut || in.stream().bad()) return error_response(408, "the body did not arrive whole, or not in time");
  return std::nullopt;
}

/// A system that closes a connection with something unread in it resets it, and the answer may be lost on its way: a
/// client that sends on sees a broken connection and not why. So the rest of a refused body is taken and dropped, as
/// long as the time of a request lasts.
void drop_rest(Poco::Net::HTTPServerRequest& in) {
  constexpr std::size_t most = std::size_t{16} << 20U;
  std::array<char, 4096> piece{};
  for (std::size_t dropped = 0; in.stream() && dropped < most; dropped += piece.size()) {
    in.stream().read(piece.data(), piece.size());
  }
}

void write_response(const Response& response, bool head, Poco::Net::HTTPServerResponse& out) {
  out.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
  out.setContentType(response.content_type);
  out.set("Cache-Control", "no-store");
  out.set("X-Content-Type-Options", "nosniff");
  out.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  for (const auto& [name, value] : response.headers) out.set(name, value);
  out.setContentLength64(static_cast<std::int64_t>(response.body.size()));
  auto& stream = out.send();
  if (!head) stream.write(response.body.data(), static_cast<std::streamsize>(response.body.size()));
  stream.flush();
}

class Adapter final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Adapter(const ConnectionContext& context) : context_(context) {}

  void handleRequest(Poco::Net::HTTPServerRequest& in, Poco::Net::HTTPServerResponse& out) override {
    const InFlight::Here here(context_.in_flight);
    const auto begun = std::chrono::steady_clock::now();
    Routed routed = answer(in);
    // Not the whole request was read, or there will be no next one.
    if (routed.response.status == 413 || routed.response.status == 408 || context_.stop.stop_requested()) {
      out.setKeepAlive(false);
    }
    // Counted before it is sent: whoever has the answer finds it in the figures.
    context_.sink.publish({.at = std::chrono::system_clock::now(),
                           .steady = std::chrono::steady_clock::now(),
                           .payload = served(routed, in.getMethod(), std::chrono::steady_clock::now() - begun)});
    write_response(routed.response, in.getMethod() == "HEAD", out);
    if (routed.response.status == 413) drop_rest(in);
  }

 private:
  /// Poco would turn only its own exceptions into an answer; any other would just drop the connection.
  Routed answer(Poco::Net::HTTPServerRequest& in) const {
    try {
      auto request = read_head(in);
      request.stop = context_.stop;
      if (auto refused = read_body(in, context_.max_body, request.body)) return {"other", std::move(*refused)};
      return context_.router(request);
    } catch (const Poco::SyntaxException&) {
      return {"other", error_response(400, "the address cannot be read")};
    } catch (const std::exception&) {
      return {"other", error_response(500, "the request failed inside the program", "see the log")};
    }
  }

  /// The words are labels of a metric. What anybody may provoke without being let in is told apart by its code alone:
  /// a stranger cannot make the page longer.
  static events::HttpServed served(const Routed& routed, const std::string& method, std::chrono::nanoseconds took) {
    const int status = routed.response.status;
    const bool refused = status == 401 || status == 403 || status == 404 || status == 405;
    const bool strange = refused || routed.handler == "other";
    return {strange ? "other" : std::string(routed.handler), strange ? "other" : known_method(method), status,
            std::chrono::duration_cast<std::chrono::microseconds>(took)};
  }

  /// Anybody may send any word.
  static std::string known_method(const std::string& method) {
    for (const char* known : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}) {
      if (method == known) return method;
    }
    return "other";
  }

  const ConnectionContext& context_;
};

}  // namespace

Poco::Net::HTTPRequestHandler* ConnectionFactory::createRequestHandler(const Poco::Net::HTTPServerRequest&) {
  return new Adapter(context_);
}

}  // namespace ddns::web
