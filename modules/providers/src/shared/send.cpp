#include "shared/send.h"

#include "ddns/core/text.h"

namespace ddns::providers {

Result<http::Response> send(const std::string& doing, const http::Request& request, const Call& call) {
  auto response = call.http.send(request, call.limits());
  if (!response) response.error().message = cat(doing, ": ", response.error().message);
  return response;
}

}  // namespace ddns::providers
