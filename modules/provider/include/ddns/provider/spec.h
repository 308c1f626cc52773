#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ddns/plan/capabilities.h"
#include "ddns/provider/provider.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::provider {

/// A service in the catalogue: everything the program knows about it before an account exists. Docs, the `providers`
/// command, validation and forms come from here.
struct ProviderSpec {
  std::string id;                         ///< as written in the configuration, e.g. "cloudflare"
  std::vector<std::string> aliases = {};  ///< other spellings people know ("alidns" for aliyun)
  std::string name;                       ///< for people
  std::string homepage = {};
  std::string credentials_page = {};     ///< where a token is made, and with which rights: in `notes`
  std::string notes = {};                ///< one paragraph: rights needed, limits, what is unconfirmed
  plan::Capabilities capabilities = {};  ///< with default settings
  schema::Schema settings = {};
  /// Errors: Reason::config, saying which setting is wrong. Never does I/O.
  std::function<Result<std::unique_ptr<Provider>>(const schema::Values&)> make = {};
};

}  // namespace ddns::provider
