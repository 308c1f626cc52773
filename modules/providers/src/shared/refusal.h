#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ddns/core/error.h"
#include "ddns/http/request.h"
#include "shared/codes.h"

namespace ddns::providers {

/// A refusal in words of the service, for services whose codes decide and whose HTTP status says little: one code comes
/// with 200, 400, 403 or 404 as they like.
struct Refusal {
  std::string_view service;  ///< its name for people
  std::string code;
  std::string words = {};             ///< what it says to people; empty = not to be shown
  const CodeRow* meaning = nullptr;   ///< the row for `code`, if it is known
  std::optional<Reason> reason = {};  ///< where no row tells
};

/// `error` is what the status alone made of the answer (http::status_error). An unknown code in a 2xx is `rejected`. A
/// refusal did nothing, unless the service has trouble: then a write may have happened.
[[nodiscard]] Error explain(const std::string& doing, const Refusal& refusal, const http::Request& request,
                            Error error);

}  // namespace ddns::providers
