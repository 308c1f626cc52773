#include "attributes_text.h"

#include "ddns/core/text.h"

namespace ddns::state {
namespace {

std::string escape(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "%", "%25"), "\n", "%0A"), "\r", "%0D");
}

std::string unescape(std::string_view text) {
  const auto named = replace_all(replace_all(text, "%3D", "="), "%0D", "\r");
  return replace_all(replace_all(named, "%0A", "\n"), "%25", "%");
}

void read_line(std::string_view line, Attributes& out) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = line.substr(0, equals);
  const auto value = line.substr(equals + 1);
  if (name == "ttl") {
    if (const auto ttl = to_number<std::int64_t>(value)) out.ttl = std::chrono::seconds{*ttl};
  } else if (name == "proxied") {
    out.proxied = value == "true";
  } else if (name == "comment") {
    out.comment = unescape(value);
  } else if (name.starts_with("extra.")) {
    out.extra[unescape(name.substr(6))] = unescape(value);
  }
}

}  // namespace

std::string to_text(const Attributes& attributes) {
  std::string out;
  if (attributes.ttl) out += cat("ttl=", attributes.ttl->count(), "\n");
  if (attributes.proxied) out += cat("proxied=", *attributes.proxied ? "true" : "false", "\n");
  if (attributes.comment) out += cat("comment=", escape(*attributes.comment), "\n");
  for (const auto& [name, value] : attributes.extra) {
    out += cat("extra.", replace_all(escape(name), "=", "%3D"), "=", escape(value), "\n");
  }
  return out;
}

Attributes attributes_from(std::string_view text) {
  Attributes out;
  for (const auto line : split(text, '\n')) read_line(line, out);
  return out;
}

std::string to_text(const AddressSet& addresses) {
  std::string out;
  for (const auto& address : addresses) {
    if (!out.empty()) out += ' ';
    out += address.to_string();
  }
  return out;
}

AddressSet addresses_from(std::string_view text) {
  AddressSet out;
  for (const auto part : split(text, ' ')) {
    if (const auto address = IpAddress::parse(part)) out.insert(*address);
  }
  return out;
}

}  // namespace ddns::state
