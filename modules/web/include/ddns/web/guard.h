#pragma once

#include "ddns/core/secret.h"
#include "ddns/web/message.h"

namespace ddns::web {

/// Who may do what, decided once per request before any handler runs.
struct GuardRules {
  bool loopback_listener = true;  ///< only this machine can connect
  Secret token = {};
};

/// Trusted: shows the token; or, on a loopback listener, whether there is a token or not, connects from this machine
/// directly. A forwarding header means that a proxy stands in front, and then everybody would look local: such requests
/// need the token. A Host that is neither an address nor localhost is a web page trying DNS rebinding, and is not
/// trusted either.
[[nodiscard]] bool is_trusted(const GuardRules& rules, const Request& request);

/// For requests that do something, be it only calls to services: nullopt, or why it is refused. A browser's request on
/// behalf of another site's page carries a foreign Origin, or says so in Sec-Fetch-Site.
[[nodiscard]] std::optional<Response> refuse_foreign(const Request& request);
/// For requests that change something: the same, and a body must be JSON, which a foreign form cannot send.
[[nodiscard]] std::optional<Response> refuse_write(const Request& request);

/// The answer to an untrusted request for something that names records: 401 where a token would help, else 403.
[[nodiscard]] Response refuse_untrusted(const GuardRules& rules);

}  // namespace ddns::web
