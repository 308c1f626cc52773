#pragma once

#include <string>
#include <string_view>

#include "ddns/core/domain_name.h"
#include "ddns/core/result.h"

namespace ddns::config {

/// A name as people write it, as DNS has it: "Bücher.example" becomes "xn--bcher-kva.example" (UTS 46,
/// non-transitional, over IDNA 2008: "straße" keeps its ß, and emoji are no letters). ASCII stays as it is, a
/// wildcard's `*` and underscores too; only `xn--` labels that are no punycode are refused there, since newer or odder
/// names than the library knows do exist. Whether the outcome is a domain name is DomainName's to say. Errors:
/// Reason::malformed, saying what is wrong without quoting the name.
[[nodiscard]] Result<std::string> to_ascii_name(std::string_view text);

/// The name for people: "xn--bcher-kva.example (bücher.example)"; without the brackets where there is nothing to add.
[[nodiscard]] std::string shown_name(const DomainName& name);

}  // namespace ddns::config
