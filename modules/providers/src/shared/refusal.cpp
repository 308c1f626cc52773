#include "shared/refusal.h"

#include "ddns/core/text.h"
#include "shared/says.h"

namespace ddns::providers {

Error explain(const std::string& doing, const Refusal& refusal, const http::Request& request, Error error) {
  if (refusal.meaning != nullptr) {
    error.reason = refusal.meaning->reason;
  } else if (refusal.reason) {
    error.reason = *refusal.reason;
  } else if (error.reason == Reason::malformed) {
    error.reason = Reason::rejected;
  }
  const bool trouble = error.reason == Reason::http_5xx;
  error.effect = trouble && request.may_write() ? Effect::unknown : Effect::none;
  if (!trouble) error.retry_after.reset();
  error.message = cat(doing, ": ", refusal.service, " answered ", says(refusal.code));
  if (!refusal.words.empty()) error.message += cat(' ', says(refusal.words));
  if (refusal.meaning != nullptr) error.message += cat("; ", refusal.meaning->advice);
  error.service_code = truncate_utf8(to_valid_utf8(refusal.code), 64);
  return error;
}

}  // namespace ddns::providers
