#pragma once

#include <string>
#include <string_view>

#include "ddns/core/address_set.h"
#include "ddns/core/record.h"

namespace ddns::state {

/// One line per attribute ("ttl=300"), values with `%` and line ends escaped: readable with the sqlite3 shell.
[[nodiscard]] std::string to_text(const Attributes& attributes);
/// Lines that are not understood are skipped: an older program wrote them, and attributes are only a memory.
[[nodiscard]] Attributes attributes_from(std::string_view text);

/// "192.0.2.1 192.0.2.2"; empty for none.
[[nodiscard]] std::string to_text(const AddressSet& addresses);
[[nodiscard]] AddressSet addresses_from(std::string_view text);

}  // namespace ddns::state
