#pragma once

#include <string>
#include <utility>
#include <vector>

#include "custom/template.h"
#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/request.h"
#include "ddns/plan/operation.h"

namespace ddns::providers::custom {

/// The settings that make the request; see settings.cpp for what each means.
struct Templates {
  std::string url;
  std::string method;  ///< empty: GET, or POST when there is a body
  std::string body;
  std::string content_type;  ///< empty: found out
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secrets;
  std::string username;
  Secret password;
  std::string zone_name;
  bool escapes = true;
};

/// The variables of one update. Extra attributes of the record come last and hide none of the others.
[[nodiscard]] Result<Variables> variables_of(const Templates& templates, const plan::UpdateHost& update, WallTime now);

/// Names in the templates that only a record's `extra` can stand for, each once.
struct ExtraNames {
  std::vector<std::string> all;
  std::vector<std::string> of_url;  ///< without these there is no URL; elsewhere an unknown name stays as it is
};
[[nodiscard]] ExtraNames extra_names(const Templates& templates);

/// Errors: Reason::config for a `#{secret:NAME}` that `secrets` does not have. In a body or a header it would be sent
/// as it stands.
[[nodiscard]] Status check_secrets(const Templates& templates);

/// Errors: Reason::config for a variable in the URL that nobody knows and for a URL that does not come out as one.
/// Messages show the names of variables, never what stands in them.
[[nodiscard]] Result<http::Request> make_request(const Templates& templates, const plan::UpdateHost& update,
                                                 WallTime now);

}  // namespace ddns::providers::custom
