#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>

#include "ddns/events/sink.h"
#include "ddns/web/server.h"
#include "in_flight.h"

namespace ddns::web {

/// What every connection needs; sink and in_flight outlive the server.
struct ConnectionContext {
  Router router;
  events::EventSink& sink;
  InFlight& in_flight;
  std::size_t max_body;
  std::stop_token stop;
};

/// The one place where Poco's server types meet ours.
class ConnectionFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit ConnectionFactory(ConnectionContext context) : context_(std::move(context)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

 private:
  ConnectionContext context_;
};

}  // namespace ddns::web
