#include "connection.h"

#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/URI.h>

#include "ddns/core/text.h"

namespace ddns::web {
namespace {

std::optional<Request> read_request(Poco::Net::HTTPServerRequest& in, std::size_t max_body) {
  Request out;
  out.method = in.getMethod();
  out.peer = in.clientAddress().host().toString();
  const Poco::URI uri(in.getURI());
  out.path = uri.getPath();
  for (const auto& [name, value] : uri.getQueryParameters()) out.query[name] = value;
  for (const auto& [name, value] : in) out.headers[to_lower(name)] = value;
  if (in.getContentLength64() > static_cast<std::int64_t>(max_body)) return std::nullopt;
  if (!in.hasContentLength() && !in.getChunkedTransferEncoding()) return out;
  // One octet more than allowed tells "too long" from "just fits".
  out.body.resize(max_body + 1);
  in.stream().read(out.body.data(), static_cast<std::streamsize>(out.body.size()));
  const auto got = static_cast<std::size_t>(in.stream().gcount());
  if (got > max_body) return std::nullopt;
  out.body.resize(got);
  return out;
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
    const auto begun = std::chrono::steady_clock::now();
    Routed routed = answer(in);
    if (routed.response.status == 413) out.setKeepAlive(false);
    // Counted before it is sent: whoever has the answer finds it in the figures.
    context_.sink.publish(
        {.at = std::chrono::system_clock::now(),
         .steady = std::chrono::steady_clock::now(),
         .payload = events::HttpServed{
             std::string(routed.handler), known_method(in.getMethod()), routed.response.status,
             std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun)}});
    write_response(routed.response, in.getMethod() == "HEAD", out);
  }

 private:
  /// Poco would turn only its own exceptions into an answer; any other would just drop the connection.
  Routed answer(Poco::Net::HTTPServerRequest& in) const {
    try {
      const auto request = read_request(in, context_.max_body);
      if (!request) return {"other", error_response(413, cat("the body is longer than ", context_.max_body, " bytes"))};
      return context_.router(*request);
    } catch (const Poco::SyntaxException&) {
      return {"other", error_response(400, "the address cannot be read")};
    } catch (const std::exception&) {
      return {"other", error_response(500, "the request failed inside the program", "see the log")};
    }
  }

  /// Methods are a label of a metric: anybody may send any word.
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
