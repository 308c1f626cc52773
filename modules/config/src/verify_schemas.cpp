#include "addresses.h"
#include "ddns/config/sections.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

using schema::Kind;
using schema::Schema;

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::optional<std::string> check_server(std::string_view text) {
  if (auto server = parse_server(text); !server) return server.error().message;
  return std::nullopt;
}

}  // namespace

Schema verification_schema() {
  return {{
      {.key = "enabled",
       .kind = Kind::boolean,
       .help = "Prove every record by asking its authoritative name servers.",
       .default_text = "true"},
      {.key = "interval",
       .kind = Kind::duration,
       .help = "Between two checks of a record that was right.",
       .default_text = "15m",
       .min = 10 * kSecond,
       .max = 7 * kDay},
      {.key = "deadline",
       .kind = Kind::duration,
       .help = "How long after a write all name servers may take to agree.",
       .default_text = "5m",
       .min = kSecond,
       .max = kDay},
      {.key = "resolvers",
       .kind = Kind::text_list,
       .help = "Recursive name servers to find the authoritative ones with. By default the system's.",
       .example = "9.9.9.9",
       .check = check_server},
  }};
}

const Schema& verify_schema() {
  // Without defaults: what is absent is inherited.
  static const Schema kSchema{{
      {.key = "enabled", .kind = Kind::boolean, .help = "Prove records by asking name servers."},
      {.key = "servers",
       .kind = Kind::text_list,
       .help = "Name servers to ask instead of the zone's own: for views and split horizon.",
       .example = "192.0.2.53",
       .check = check_server},
      {.key = "key_name", .kind = Kind::domain, .help = "TSIG key to sign the questions with: it may choose the view."},
      {.key = "key_algorithm",
       .kind = Kind::choice,
       .help = "Of the TSIG key; hmac-sha256 unless given.",
       .choices = {"hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1", "hmac-md5"}},
      {.key = "key_secret", .kind = Kind::secret, .help = "Of the TSIG key, in base64."},
      {.key = "deadline",
       .kind = Kind::duration,
       .help = "How long after a write all name servers may take to agree.",
       .min = kSecond,
       .max = kDay},
  }};
  return kSchema;
}

}  // namespace ddns::config
