#pragma once

#include "ddns/core/result.h"
#include "ddns/http/request.h"
#include "ddns/plan/operation.h"
#include "dyndns2/account.h"

namespace ddns::providers::dyndns2 {

/// The GET that publishes the update's addresses. Errors: Reason::config for a name that the service cannot have, and
/// for a user name that Basic authentication cannot express.
[[nodiscard]] Result<http::Request> make_request(const Account& account, const plan::UpdateHost& update);

}  // namespace ddns::providers::dyndns2
