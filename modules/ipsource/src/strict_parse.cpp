#include "ddns/ipsource/strict_parse.h"

#include "ddns/core/text.h"

namespace ddns::ipsource {

Observation strict_parse(std::string_view text, Family family, std::string_view where) {
  const auto trimmed = trim(text);
  if (trimmed.empty()) return unavailable(Reason::malformed, cat(where, " answered nothing"));
  const auto address = IpAddress::parse(trimmed);
  if (!address) {
    return unavailable(Reason::malformed,
                       cat(where, " answered ", trimmed.size(), " characters that are not one address"));
  }
  if (address->family() != family) {
    return unavailable(Reason::malformed, cat(where, " answered an ", to_string(address->family()), " address to an ",
                                              to_string(family), " question"));
  }
  return Known{{*address}};
}

}  // namespace ddns::ipsource
