#include "ddns/http/authorization.h"

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"

namespace ddns::http {

Result<std::string> basic_auth(std::string_view user, const Secret& password) {
  if (user.find(':') != std::string_view::npos) {
    return fail(Reason::config, "a user name for Basic authentication must not hold a colon");
  }
  const Secret pair(cat(user, ":", password.reveal()));
  return "Basic " + crypto::to_base64(crypto::as_bytes(pair.reveal()));
}

std::string bearer_auth(const Secret& token) { return cat("Bearer ", token.reveal()); }

}  // namespace ddns::http
