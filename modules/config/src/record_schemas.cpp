#include "ddns/config/sections.h"
#include "ddns/engine/settings.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

using schema::Field;
using schema::Kind;
using schema::Schema;

constexpr std::int64_t kLongestTtl = 2'147'483'647'000;  // RFC 2181 section 8

std::optional<std::string> check_host_id(std::string_view text) {
  if (plan::parse_host_id(text)) return std::nullopt;
  return "write a suffix such as ::1, ::dead:beef/80, or a MAC address";
}

/// What the record says beside the address.
std::vector<Field> attribute_fields() {
  return {
      {.key = "ttl",
       .kind = Kind::duration,
       .label = "TTL",
       .help = "Time to live; 1 means automatic where the service knows that. Left as it is unless given.",
       .min = 1000,
       .max = kLongestTtl,
       .example = "300"},
      {.key = "proxied",
       .kind = Kind::boolean,
       .label = "Proxied",
       .help = "Traffic goes through the service's proxy. Left as it is unless given."},
      {.key = "comment", .kind = Kind::text, .label = "Comment", .help = "A comment kept with the record."},
      {.key = "line",
       .kind = Kind::text,
       .label = "Line",
       .help = "Resolution line or view, in the service's own word.",
       .example = "default"},
      {.key = "extra",
       .kind = Kind::text_map,
       .label = "Extra",
       .help = "Further attributes by the service's own names."},
  };
}

/// How the record comes to its addresses, and what is done to it.
std::vector<Field> behaviour_fields() {
  return {
      {.key = "shared",
       .kind = Kind::boolean,
       .label = "Shared",
       .help = "Others publish values under the same name: only our own are touched.",
       .default_text = "false"},
      {.key = "host_ids",
       .kind = Kind::text_list,
       .label = "Host ids",
       .help = "Publish other hosts behind the same IPv6 prefix: suffixes such as `::1` or MAC addresses.",
       .example = "[\"::1\"]",
       .check = check_host_id},
      {.key = "include_observed",
       .kind = Kind::boolean,
       .help = "With host ids: publish the observed address too.",
       .default_text = "false"},
      {.key = "clear_when_none",
       .kind = Kind::boolean,
       .help = "Delete the record when the source is sure that there is no address.",
       .default_text = "false"},
      {.key = "many_values",
       .kind = Kind::boolean,
       .help = "Publish every address the source tells, not just the first.",
       .default_text = "false"},
  };
}

}  // namespace

Schema record_schema() {
  Schema schema{{
      {.key = "name", .kind = Kind::text, .label = "Name", .help = "The whole name.", .example = "home.example.com"},
      {.key = "names",
       .kind = Kind::text_list,
       .label = "Names",
       .help = "Several names with the same settings.",
       .example = "[home.example.com, \"*.home.example.com\"]"},
      {.key = "account",
       .kind = Kind::text,
       .label = "Account",
       .help = "Id of the account to use. May be left out when there is only one.",
       .example = "cf"},
      {.key = "zone",
       .kind = Kind::domain,
       .label = "Zone",
       .help = "The zone the name lies in. Found out unless given.",
       .example = "example.com"},
      {.key = "ipv4",
       .kind = Kind::text,
       .label = "IPv4 source",
       .help = "Id of the source for the A record, `true` for the default one, `false` for no A record.",
       .example = "wan4"},
      {.key = "ipv6",
       .kind = Kind::text,
       .label = "IPv6 source",
       .help = "Id of the source for the AAAA record, `true` for the default one, `false` for no AAAA record.",
       .example = "lan6"},
  }};
  for (auto& field : attribute_fields()) schema.fields.push_back(std::move(field));
  for (auto& field : behaviour_fields()) schema.fields.push_back(std::move(field));
  return schema;
}

const Schema& short_form_schema() {
  static const Schema kSchema{{
      {.key = "domain",
       .kind = Kind::domain,
       .label = "Domain",
       .help = "The domain, such as example.com.",
       .required = true,
       .example = "example.com"},
      {.key = "sub_domain",
       .kind = Kind::text_list,
       .label = "Names in the domain",
       .help = "The part left of the domain; `@` is the domain itself. One or several.",
       .example = "home"},
      {.key = "ttl",
       .kind = Kind::duration,
       .help = "Time to live. Left as it is unless given.",
       .min = 1000,
       .max = kLongestTtl},
      {.key = "ipv4", .kind = Kind::text, .help = "`false`: no A record."},
      {.key = "ipv6", .kind = Kind::text, .help = "`false`: no AAAA record."},
      {.key = "proxied", .kind = Kind::boolean, .help = "Traffic goes through the service's proxy."},
      {.key = "comment", .kind = Kind::text, .help = "A comment kept with the record."},
      {.key = "line", .kind = Kind::text, .help = "Resolution line or view, in the service's own word."},
  }};
  return kSchema;
}

}  // namespace ddns::config
