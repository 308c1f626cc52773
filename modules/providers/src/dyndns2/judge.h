#pragma once

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"
#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"
#include "dyndns2/account.h"

namespace ddns::providers::dyndns2 {

/// What an answer means. The body counts more than the status, because many services say `badauth` with 200 and others
/// with 401. What the protocol wants a person to mend has Reason::config or auth, never not_found, so that it is not
/// tried again every few minutes: services block clients for that.
[[nodiscard]] Result<provider::Ack> judge(const Account& account, const plan::UpdateHost& update,
                                          const http::Response& response, WallTime now);

}  // namespace ddns::providers::dyndns2
