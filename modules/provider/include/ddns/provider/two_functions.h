#pragma once

#include <functional>
#include <memory>

#include "ddns/provider/provider.h"

namespace ddns::provider {

/// The smallest hand-written provider: a host-grain service is two pure functions, one that writes the request and one
/// that judges the answer. Everything else (sending, errors, effect) is here.
struct TwoFunctions {
  plan::Capabilities capabilities;
  /// Errors: Reason::config or rejected (e.g. no IPv6 there).
  std::function<Result<http::Request>(const plan::UpdateHost& update, WallTime now)> request;
  /// `now` is for Retry-After given as a date.
  std::function<Result<Ack>(const plan::UpdateHost& update, const http::Response& response, WallTime now)> judge;
};

[[nodiscard]] std::unique_ptr<Provider> make_provider(TwoFunctions functions);

}  // namespace ddns::provider
