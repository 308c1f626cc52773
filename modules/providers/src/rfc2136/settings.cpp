#include "rfc2136/settings.h"

#include "ddns/core/text.h"

namespace ddns::providers::rfc2136 {
namespace {

std::optional<std::string> check_host(std::string_view text) {
  const auto host = parse_host(text, 53);
  if (host) return std::nullopt;
  return host.error().message;
}

using schema::Kind;

std::vector<schema::Field> place_fields() {
  return {
      {.key = "server",
       .kind = Kind::text_list,
       .label = "Name servers",
       .help = "The zone's primary name server, as name or address, with `:port` if it is not the one below. "
               "Further ones are tried in order when one cannot be reached. A name is asked of the system's name "
               "servers; /etc/hosts is not read.",
       .required = true,
       .example = "ns1.example.com",
       .check = check_host,
       .names_a_host = true},
      {.key = "port",
       .kind = Kind::integer,
       .label = "Port",
       .help = "Where the name servers listen.",
       .default_text = "53",
       .min = 1,
       .max = 65535},
      {.key = "zone",
       .kind = Kind::domain,
       .label = "Zone",
       .help = "The zone of the records. Left out, the name server is asked.",
       .example = "example.com"},
  };
}

std::vector<schema::Field> key_fields() {
  return {
      {.key = "key_name",
       .kind = Kind::text,
       .label = "TSIG key name",
       .help = "As in the name server's `key` statement. Left out together with the secret, messages are not "
               "signed and the server must allow them by address.",
       .example = "ddns-key"},
      {.key = "key_secret",
       .kind = Kind::secret,
       .label = "TSIG secret",
       .help = "The key's secret in base64, as tsig-keygen prints it."},
      {.key = "key_algorithm",
       .kind = Kind::choice,
       .label = "TSIG algorithm",
       .help = "Must be the one the name server has for this key.",
       .default_text = "hmac-sha256",
       .choices = {"hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"}},
  };
}

std::vector<schema::Field> sending_fields() {
  return {
      {.key = "transport",
       .kind = Kind::choice,
       .label = "Transport",
       .help = "How messages travel. auto: questions over UDP (over TCP where that does not get through), updates over "
               "TCP. Messages too large for UDP go over TCP all the same.",
       .default_text = "auto",
       .choices = {"auto", "tcp", "udp"}},
      {.key = "default_ttl",
       .kind = Kind::duration,
       .label = "Default TTL",
       .help = "For new records of which no TTL is configured.",
       .default_text = "5m",
       .min = 0,
       .max = 2147483647000},
      {.key = "message_timeout",
       .kind = Kind::duration,
       .label = "Time-out of a message",
       .help = "How long to wait for the answer to one message. A call (`timeout`) is made of many.",
       .default_text = "5s",
       .min = 100,
       .max = 60000},
      {.key = "bind",
       .kind = Kind::text,
       .label = "Source",
       .help = "Interface name or source address for messages to the name server.",
       .example = "eth0"},
  };
}

}  // namespace

Result<Host> parse_host(std::string_view text, std::uint16_t default_port) {
  std::string_view name = trim(text);
  std::optional<std::uint16_t> port = default_port;
  const bool bare_ipv6 = !name.starts_with('[') && name.find(':') != name.rfind(':');
  if (const auto colon = name.rfind(':'); colon != std::string_view::npos && !bare_ipv6 && !name.ends_with(']')) {
    port = to_number<std::uint16_t>(name.substr(colon + 1));
    name = name.substr(0, colon);
  }
  const auto refuse = [&] {
    return fail(Reason::config,
                cat("`", text, "` is not a name server; write a name or address, with `:port` if need be"));
  };
  if (!port || *port == 0) return refuse();
  if (name.starts_with('[') && name.ends_with(']')) {
    const auto address = IpAddress::parse(name.substr(1, name.size() - 2));
    if (!address || !address->is_v6()) return refuse();
    return Host{*address, *port};
  }
  if (const auto address = IpAddress::parse(name)) return Host{*address, *port};
  const auto domain = DomainName::parse(name);
  // Digits and dots only: an address with a typing mistake, not a name.
  if (!domain || domain->is_root() || name.find_first_not_of("0123456789.") == std::string_view::npos) return refuse();
  return Host{*domain, *port};
}

schema::Schema settings_schema() {
  schema::Schema schema{place_fields()};
  for (const auto& part : {key_fields(), sending_fields()})
    schema.fields.insert(schema.fields.end(), part.begin(), part.end());
  return schema;
}

Result<Settings> read_settings(const schema::Values& values) {
  Settings settings;
  const auto port = static_cast<std::uint16_t>(values.integer("port"));
  for (const std::string& text : values.list("server")) {
    auto host = parse_host(text, port);
    if (!host) return fail(Reason::config, cat("rfc2136: server: ", host.error().message));
    settings.servers.push_back(std::move(*host));
  }
  if (settings.servers.empty()) return fail(Reason::config, "rfc2136: server: at least one name server is needed");
  settings.zone = values.domain("zone");
  const bool named = values.has("key_name") && !values.text("key_name").empty();
  const bool secret = values.has("key_secret") && !values.secret("key_secret").empty();
  if (named != secret) return fail(Reason::config, "rfc2136: key_name and key_secret are only of use together");
  if (named) {
    auto key = dns::TsigKey::make(values.text("key_name"), values.text("key_algorithm"), values.secret("key_secret"));
    if (!key) return fail(Reason::config, cat("rfc2136: ", key.error().message));
    settings.key = std::move(*key);
  }
  const auto& travel = values.text("transport");
  settings.travel = travel == "udp" ? Travel::udp : travel == "tcp" ? Travel::tcp : Travel::mixed;
  settings.default_ttl = std::chrono::duration_cast<std::chrono::seconds>(values.duration("default_ttl"));
  settings.timeout = values.duration("message_timeout");
  if (values.has("bind")) settings.bind = values.text("bind");
  return settings;
}

}  // namespace ddns::providers::rfc2136
