#include "ddns/transport/failure.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <string>

#include "ddns/core/text.h"

namespace ddns::transport {
namespace {

std::string_view doing(Stage stage) {
  switch (stage) {
    case Stage::resolve:
      return "while its name was being resolved";
    case Stage::connect:
      return "before there was a connection";
    case Stage::tls:
      return "during the TLS handshake";
    case Stage::send:
      return "while the request was being sent";
    case Stage::receive:
      return "before the answer was complete";
  }
  return "";
}

Error make(Reason reason, std::string_view origin, std::string_view what) {
  return {.reason = reason, .message = cat(origin, ": ", what)};
}

Error map_tls(const Poco::Net::SSLException& failure, Stage stage, std::string_view origin) {
  if (dynamic_cast<const Poco::Net::SSLConnectionUnexpectedlyClosedException*>(&failure) != nullptr) {
    return make(stage == Stage::tls ? Reason::tls : Reason::connect, origin,
                cat("the peer closed the TLS connection ", doing(stage)));
  }
  return make(Reason::tls, origin, cat("TLS failed ", doing(stage), ": ", failure.message()));
}

Error map_net(const Poco::Exception& failure, Stage stage, std::string_view origin) {
  using namespace Poco::Net;
  if (const auto* tls = dynamic_cast<const SSLException*>(&failure)) return map_tls(*tls, stage, origin);
  if (dynamic_cast<const ConnectionRefusedException*>(&failure) != nullptr) {
    return make(Reason::connect, origin, "the connection was refused; is the service running there?");
  }
  if (dynamic_cast<const ConnectionResetException*>(&failure) != nullptr ||
      dynamic_cast<const ConnectionAbortedException*>(&failure) != nullptr) {
    return make(Reason::connect, origin, cat("the peer broke the connection ", doing(stage)));
  }
  if (dynamic_cast<const DNSException*>(&failure) != nullptr) {
    return make(Reason::resolve, origin, cat("its name cannot be resolved: ", failure.displayText()));
  }
  if (dynamic_cast<const NoMessageException*>(&failure) != nullptr ||
      dynamic_cast<const MessageException*>(&failure) != nullptr) {
    return make(Reason::malformed, origin, "the answer is not HTTP");
  }
  return make(Reason::connect, origin, cat("the connection failed ", doing(stage), ": ", failure.displayText()));
}

}  // namespace

Error map_failure(const std::exception& failure, Stage stage, std::string_view origin) {
  if (dynamic_cast<const Poco::TimeoutException*>(&failure) != nullptr) {
    // A connection attempt that times out by itself (ETIMEDOUT) is a peer that is not there, not our deadline.
    if (stage == Stage::connect) return make(Reason::connect, origin, "no answer to the connection attempt");
    return timed_out(stage, origin);
  }
  if (const auto* io = dynamic_cast<const Poco::IOException*>(&failure)) return map_net(*io, stage, origin);
  if (const auto* poco = dynamic_cast<const Poco::Exception*>(&failure)) {
    return make(Reason::internal, origin, cat("unexpected failure ", doing(stage), ": ", poco->displayText()));
  }
  return make(Reason::internal, origin, cat("unexpected failure ", doing(stage), ": ", failure.what()));
}

Error timed_out(Stage stage, std::string_view origin) {
  return make(Reason::timeout, origin, cat("the time allowed ran out ", doing(stage)));
}

Error stopped(Stage stage, std::string_view origin) {
  return make(Reason::cancelled, origin, cat("stopped ", doing(stage)));
}

}  // namespace ddns::transport
