#pragma once

#include <string>

#include "ddns/core/secret.h"
#include "ddns/http/url.h"
#include "dyndns2/row.h"

namespace ddns::providers::dyndns2 {

/// A row together with the settings of one account.
struct Account {
  Row row;
  http::Url endpoint;
  http::Url endpoint6;
  std::string user = {};
  Secret secret = {};
  std::string fixed_host = {};  ///< Host::fixed
  std::string domain = {};      ///< Host::split; empty: the last two labels of the name
};

}  // namespace ddns::providers::dyndns2
