#pragma once

#include <variant>

#include "ddns/core/address_set.h"
#include "ddns/core/error.h"

namespace ddns {

/// The source could not tell. Changes nothing, ever.
struct Unavailable {
  Error why;
  friend bool operator==(const Unavailable&, const Unavailable&) = default;
};

/// The source knows. Empty means "there is none", which clears records only where the configuration says so.
struct Known {
  AddressSet addresses;
  friend bool operator==(const Known&, const Known&) = default;
};

/// What a source says about one family. "Don't know" is not "none".
using Observation = std::variant<Unavailable, Known>;

}  // namespace ddns
