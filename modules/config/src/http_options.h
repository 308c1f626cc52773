#pragma once

#include "ddns/engine/settings.h"
#include "ddns/schema/values.h"

namespace ddns::config {

/// `bind`, `proxy` and `ca_file` of a source or an account.
[[nodiscard]] inline http::HttpOptions http_options(const schema::Values& values) {
  http::HttpOptions out;
  out.bind = values.text("bind");
  out.proxy = values.text("proxy");
  out.ca_file = values.text("ca_file");
  return out;
}

}  // namespace ddns::config
