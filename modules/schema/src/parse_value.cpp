#include "parse_value.h"

#include <algorithm>

#include "ddns/core/domain_name.h"
#include "ddns/core/duration.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "limit_text.h"

namespace ddns::schema {
namespace {

using Parsed = tl::expected<Values::Value, Problem>;

tl::unexpected<Problem> problem(std::string message, std::string hint = {}) {
  return tl::unexpected<Problem>(Problem{std::move(message), std::move(hint)});
}

std::string shown(const Scalar& scalar) { return scalar.shown ? quote(scalar.text) : "this value"; }

tl::unexpected<Problem> not_a(const Field& field, const Scalar& scalar, std::string hint = {}) {
  return problem(cat('`', field.key, "` must be ", describe(field.kind), ", not ", shown(scalar)), std::move(hint));
}

/// "0755" is 493 to some readers of YAML and 755 to others.
bool has_leading_zero(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

Parsed in_limits(const Field& field, std::int64_t value) {
  if (value < field.min) return problem(cat('`', field.key, "` must be at least ", limit_text(field.kind, field.min)));
  if (value > field.max) return problem(cat('`', field.key, "` must be at most ", limit_text(field.kind, field.max)));
  return value;
}

Parsed parse_number(const Field& field, const Scalar& scalar) {
  if (has_leading_zero(scalar.text)) return not_a(field, scalar, "write the number without a leading zero");
  if (field.kind == Kind::integer) {
    const auto value = to_number<std::int64_t>(scalar.text);
    return value ? in_limits(field, *value) : Parsed(not_a(field, scalar));
  }
  if (field.kind == Kind::duration) {
    const auto value = parse_duration(scalar.text);
    return value ? in_limits(field, value->count())
                 : Parsed(not_a(field, scalar, "write 300, 90s, 5m, 1h30m or 250ms"));
  }
  const auto value = parse_size(scalar.text);
  if (!value || *value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return not_a(field, scalar, "write 4096, 512KiB or 10MiB");
  }
  return in_limits(field, static_cast<std::int64_t>(*value));
}

Parsed parse_boolean(const Field& field, const Scalar& scalar) {
  if (iequals(scalar.text, "true")) return true;
  if (iequals(scalar.text, "false")) return false;
  return not_a(field, scalar);
}

Parsed parse_choice(const Field& field, const Scalar& scalar) {
  if (std::find(field.choices.begin(), field.choices.end(), scalar.text) != field.choices.end()) {
    return std::string(scalar.text);
  }
  const auto near = nearest(scalar.text, field.choices);
  return problem(cat('`', field.key, "` must be one of ", join(field.choices, ", "), ", not ", shown(scalar)),
                 near && scalar.shown ? cat("did you mean `", *near, "`?") : std::string{});
}

/// Only what any URL of a setting must have: the http room judges the rest. The text is never quoted, it may hold a
/// password or a token.
Parsed parse_url(const Field& field, const Scalar& scalar) {
  std::string_view rest = scalar.text;
  const auto colon = rest.find("://");
  if (colon == std::string_view::npos ||
      !(iequals(rest.substr(0, colon), "http") || iequals(rest.substr(0, colon), "https"))) {
    return problem(cat('`', field.key, "` must be a URL"), "write https://host or https://host:port/path");
  }
  rest.remove_prefix(colon + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    return problem(cat('`', field.key, "` must not hold a user or a password"), "use the settings made for them");
  }
  const bool clean = std::all_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20; });
  if (authority.empty() || authority.front() == ':' || !clean) {
    return problem(cat('`', field.key, "` is not a complete URL"), "write https://host or https://host:port/path");
  }
  return std::string(scalar.text);
}

Parsed parse_domain(const Field& field, const Scalar& scalar) {
  const bool ascii = std::all_of(scalar.text.begin(), scalar.text.end(), [](char c) { return (c & '\x80') == 0; });
  if (!ascii) {
    return problem(cat('`', field.key, "` holds letters beyond ASCII: ", shown(scalar)),
                   "write the name in its punycode form (xn--…)");
  }
  const auto name = DomainName::parse(scalar.text);
  if (!name) return not_a(field, scalar);
  return name->is_root() ? "." : name->text();
}

Parsed parse_network(const Field& field, const Scalar& scalar) {
  if (field.kind == Kind::address) {
    const auto address = IpAddress::parse(scalar.text);
    if (!address) return not_a(field, scalar);
    return address->to_string();
  }
  const auto prefix = Prefix::parse(scalar.text);
  if (!prefix) return not_a(field, scalar, "the bits behind the length must be zero");
  return prefix->to_string();
}

Parsed parse_text(const Field& field, const Scalar& scalar) {
  if (scalar.text.empty() && (field.required || field.kind != Kind::text)) {
    return problem(cat('`', field.key, "` is empty"), field.help);
  }
  if (field.kind == Kind::secret) return Secret(std::string(scalar.text));
  if (field.kind == Kind::path) return absolute_path(scalar.text, scalar.file);
  return std::string(scalar.text);
}

Parsed parse_kind(const Field& field, const Scalar& scalar) {
  switch (field.kind) {
    case Kind::integer:
    case Kind::duration:
    case Kind::size:
      return parse_number(field, scalar);
    case Kind::boolean:
      return parse_boolean(field, scalar);
    case Kind::choice:
      return parse_choice(field, scalar);
    case Kind::url:
      return parse_url(field, scalar);
    case Kind::domain:
      return parse_domain(field, scalar);
    case Kind::address:
    case Kind::prefix:
      return parse_network(field, scalar);
    case Kind::text_list:
    case Kind::text_map:
      return std::string(scalar.text);
    case Kind::text:
    case Kind::secret:
    case Kind::path:
      break;
  }
  return parse_text(field, scalar);
}

}  // namespace

Parsed parse_value(const Field& field, const Scalar& scalar) {
  auto value = parse_kind(field, scalar);
  if (!value || !field.check) return value;
  if (auto wrong = field.check(scalar.text)) return problem(cat('`', field.key, "`: ", *std::move(wrong)));
  return value;
}

std::string_view describe(Kind kind) noexcept {
  switch (kind) {
    case Kind::text:
      return "a text";
    case Kind::secret:
      return "a text";
    case Kind::integer:
      return "a whole number";
    case Kind::boolean:
      return "true or false";
    case Kind::duration:
      return "a duration such as 5m";
    case Kind::size:
      return "a size such as 10MiB";
    case Kind::choice:
      return "one of its words";
    case Kind::url:
      return "a URL";
    case Kind::domain:
      return "a domain name";
    case Kind::address:
      return "an IP address";
    case Kind::prefix:
      return "a network such as 192.0.2.0/24";
    case Kind::path:
      return "a path";
    case Kind::text_list:
      return "a list of texts";
    case Kind::text_map:
      return "a map of names to texts";
  }
  return "a value";
}

}  // namespace ddns::schema
