#pragma once

#include <string>
#include <vector>

#include "ddns/schema/schema.h"

namespace ddns::config {

/// One part of the file and its settings: the same description validates, documents and draws forms.
struct Section {
  std::string key;    ///< as written at the top of the file; empty = the top level itself
  std::string title;  ///< for documentation
  schema::Schema settings;
  bool list = false;  ///< a list of such maps
};

/// Every part, in the order of the documentation. The settings of a provider or source type come on top of those of
/// `accounts` and `sources`. Lives for ever.
[[nodiscard]] const std::vector<Section>& sections();

/// The settings of one section, by key ("" = top level). Precondition: it exists.
[[nodiscard]] const schema::Schema& section(std::string_view key);

/// `verify` of an account or a record.
[[nodiscard]] const schema::Schema& verify_schema();

/// The settings of the short form that are neither the account's nor the provider's.
[[nodiscard]] const schema::Schema& short_form_schema();

}  // namespace ddns::config
