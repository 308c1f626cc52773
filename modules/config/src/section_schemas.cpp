#include "section_schemas.h"

#include "addresses.h"
#include "ddns/config/sections.h"
#include "ddns/core/duration.h"
#include "ddns/schema/connection.h"

namespace ddns::config {
namespace {

using schema::Kind;
using schema::Schema;

constexpr std::int64_t kLongestCall = 300'000;

/// An id is a metric label and stands in URLs and log lines.
std::optional<std::string> check_id(std::string_view text) {
  const auto bad = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
  if (bad != std::string_view::npos || text.size() > 64) {
    return "an id has at most 64 letters, digits, `_`, `-` and `.`";
  }
  if (text == "true" || text == "false") return "`true` and `false` mean something else where ids are named";
  return std::nullopt;
}

std::optional<std::string> check_day(std::string_view text) {
  if (parse_day(text)) return std::nullopt;
  return "a day such as 2027-01-31, or a moment such as 2027-01-31T12:00:00Z";
}

std::optional<std::string> check_prefix(std::string_view text) {
  if (Prefix::parse(text)) return std::nullopt;
  return "every element must be an address or a network such as 192.0.2.0/24";
}

Schema with_connection(Schema described) {
  for (auto& field : schema::connection_fields("HTTP proxy for all connections.")) {
    described.fields.push_back(std::move(field));
  }
  return described;
}

}  // namespace

// What makes connections (http, dns) describes its settings for them itself.
Schema source_schema() {
  return {{
      {.key = "id",
       .kind = Kind::text,
       .label = "Id",
       .help = "A name of your choice; records refer to it.",
       .required = true,
       .example = "wan4",
       .check = check_id},
      {.key = "type",
       .kind = Kind::text,
       .label = "Type",
       .help = "What kind of source: decides the further settings.",
       .required = true,
       .example = "http"},
      {.key = "family",
       .kind = Kind::choice,
       .label = "Family",
       .help = "Which addresses it may tell.",
       .default_text = "both",
       .choices = {"ipv4", "ipv6", "both"}},
      {.key = "required",
       .kind = Kind::boolean,
       .help = "Whether a family of which it never told an address is a trouble. A family that a record names, or has "
               "nothing beside, always is.",
       .default_text = "true"},
      {.key = "allow_private",
       .kind = Kind::boolean,
       .help = "Let private addresses (RFC 1918, ULA) pass: for names of a local network.",
       .default_text = "false"},
      {.key = "allow_cgnat",
       .kind = Kind::boolean,
       .help = "Let 100.64.0.0/10 pass: addresses behind the provider's NAT, reachable by nobody outside.",
       .default_text = "false"},
      {.key = "allow_documentation",
       .kind = Kind::boolean,
       .help = "Let the addresses of documentation and examples (RFC 5737, RFC 3849) pass: for laboratories.",
       .default_text = "false"},
      {.key = "allow_cdn",
       .kind = Kind::boolean,
       .help = "Let addresses within the published networks of CDNs (Cloudflare, Fastly, Imperva) pass.",
       .default_text = "false"},
      {.key = "allow",
       .kind = Kind::text_list,
       .help = "Only addresses within these networks are taken.",
       .example = "203.0.113.0/24",
       .check = check_prefix},
      {.key = "deny",
       .kind = Kind::text_list,
       .help = "Addresses within these networks are refused.",
       .example = "198.51.100.0/24",
       .check = check_prefix},
      {.key = "timeout",
       .kind = Kind::duration,
       .label = "Timeout",
       .help = "For one look.",
       .default_text = "10s",
       .min = 100,
       .max = kLongestCall},
  }};
}

Schema account_schema() {
  return with_connection({{
      {.key = "id",
       .kind = Kind::text,
       .label = "Id",
       .help = "A name of your choice; records refer to it. The provider's id unless given.",
       .example = "cf",
       .check = check_id},
      {.key = "provider",
       .kind = Kind::text,
       .label = "Service",
       .help = "Which DNS service: decides the further settings.",
       .required = true,
       .example = "cloudflare"},
      {.key = "family",
       .kind = Kind::choice,
       .label = "Connect over",
       .help = "Reach the service over this family only. By default over either.",
       .choices = {"ipv4", "ipv6"}},
      {.key = "timeout",
       .kind = Kind::duration,
       .label = "Timeout",
       .help = "For one call to the service.",
       .default_text = "30s",
       .min = 100,
       .max = kLongestCall},
      {.key = "credentials_expire",
       .kind = Kind::text,
       .label = "Credentials expire",
       .help = "The day on which the key or token ends, so that an alert can tell two weeks before.",
       .example = "2027-01-31",
       .check = check_day},
      {.key = "policy",
       .kind = Kind::choice,
       .label = "Policy",
       .help = "`sync` does everything, `upsert_only` never deletes a value without replacing it, `create_only` never "
               "touches what exists.",
       .default_text = "sync",
       .choices = {"sync", "upsert_only", "create_only"}},
      {.key = "max_changes",
       .kind = Kind::integer,
       .help = "A plan that changes more records than this is refused.",
       .default_text = "10000",
       .min = 1,
       .max = 1'000'000},
      {.key = "max_deletes",
       .kind = Kind::integer,
       .help = "A plan that deletes more records than this is refused.",
       .default_text = "10000",
       .min = 0,
       .max = 1'000'000},
  }});
}

Schema combine(const Schema& ours, const Schema& theirs) {
  Schema out;
  for (const auto& field : ours.fields) {
    if (theirs.find(field.key) == nullptr) out.fields.push_back(field);
  }
  out.fields.insert(out.fields.end(), theirs.fields.begin(), theirs.fields.end());
  return out;
}

schema::Values without(const schema::Values& values, const Schema& theirs) {
  schema::Values out;
  for (const auto& [key, value] : values.all()) {
    if (theirs.find(key) == nullptr) out.put(key, value);
  }
  return out;
}

std::chrono::milliseconds own_timeout(const schema::Values& values, const Schema& theirs) {
  const auto* field = theirs.find("timeout");
  if (field == nullptr || field->kind != Kind::duration) return {};
  return values.duration("timeout");
}

}  // namespace ddns::config
