#pragma once

#include <string_view>
#include <vector>

#include "ddns/core/secret.h"

/// What of a request's settings is a secret in itself: a service quotes the token of a pasted URL, not the URL. For
/// masking, so rather too much than too little; but words, host names and addresses that log lines are made of are left
/// alone, unless their name says that they are secret. `#{variables}` are no part of any secret.
namespace ddns::http {

/// Whether a name (of a header field, a parameter, a member) says that its value is a secret: `X-Api-Key`, `token`.
[[nodiscard]] bool names_a_secret(std::string_view name);

/// User info, the values of the query, and segments of the path, as written and percent-decoded. Anything that is no
/// absolute URL has no parts.
[[nodiscard]] std::vector<Secret> secrets_in_url(std::string_view url);

/// The value of a header field, without its scheme (`Bearer`), and the password behind `Basic`. Nothing of fields such
/// as Content-Type.
[[nodiscard]] std::vector<Secret> secrets_in_header(std::string_view name, std::string_view value);

/// The value of a query or form parameter.
[[nodiscard]] std::vector<Secret> secrets_in_parameter(std::string_view name, std::string_view value);

/// The values of a URL's query that their names call secrets.
[[nodiscard]] std::vector<Secret> named_secrets_in_url(std::string_view url);

/// The same of a form, or of the texts of a JSON template, which need not be whole JSON.
[[nodiscard]] std::vector<Secret> secrets_in_body(std::string_view body);

}  // namespace ddns::http
