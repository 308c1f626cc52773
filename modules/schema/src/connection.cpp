#include "ddns/schema/connection.h"

#include <utility>

namespace ddns::schema {

std::vector<Field> connection_fields(std::string proxy_help) {
  return {{.key = "bind",
           .kind = Kind::text,
           .label = "Outgoing interface",
           .help = "Interface name or address that connections leave from.",
           .example = "eth0"},
          {.key = "proxy",
           .kind = Kind::url,
           .label = "Proxy",
           .help = std::move(proxy_help),
           .example = "http://192.0.2.8:3128"},
          {.key = "ca_file",
           .kind = Kind::path,
           .label = "CA file",
           .help = "PEM file with authorities to trust beside the system's."}};
}

}  // namespace ddns::schema
