#include "support/http_get.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

namespace ddns::test {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::optional<HttpAnswer> send(const std::string& host, std::uint16_t port, Poco::Net::HTTPRequest& request,
                               const std::string& body, const Fields& headers, int patience_seconds) {
  try {
    Poco::Net::HTTPClientSession session(host, port);
    session.setTimeout(Poco::Timespan(patience_seconds, 0));
    for (const auto& [name, value] : headers) request.set(name, value);
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    HttpAnswer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = static_cast<int>(response.getStatus());
    answer.content_type = response.getContentType();
    return answer;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<HttpAnswer> http_get(const std::string& host, std::uint16_t port, const std::string& target,
                                   const Fields& headers) {
  Poco::Net::HTTPRequest request("GET", target, Poco::Net::HTTPMessage::HTTP_1_1);
  return send(host, port, request, {}, headers, 5);
}

std::optional<HttpAnswer> http_post(const std::string& host, std::uint16_t port, const std::string& target,
                                    const std::string& json, const Fields& headers, int patience_seconds) {
  Poco::Net::HTTPRequest request("POST", target, Poco::Net::HTTPMessage::HTTP_1_1);
  request.setContentType("application/json");
  request.setContentLength(static_cast<std::streamsize>(json.size()));
  return send(host, port, request, json, headers, patience_seconds);
}

}  // namespace ddns::test
