#include "shared/endpoint.h"

#include <utility>

#include "ddns/core/text.h"

namespace ddns::providers {

schema::Field endpoint_field(std::string url, std::string help) {
  return {.key = "endpoint",
          .kind = schema::Kind::url,
          .label = "Endpoint",
          .help = std::move(help),
          .default_text = std::move(url)};
}

Result<http::Url> endpoint_of(std::string_view service, const schema::Values& values, std::string_view key) {
  auto url = http::Url::parse(values.text(key));
  if (!url) return fail(Reason::config, cat(service, ": ", key, ": ", url.error().message));
  return url;
}

}  // namespace ddns::providers
