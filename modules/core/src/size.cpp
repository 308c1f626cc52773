#include <array>
#include <limits>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"

namespace ddns {
namespace {

struct Unit {
  std::string_view word;
  std::uint64_t bytes;
};

constexpr std::array kUnits{
    Unit{"", 1},
    Unit{"b", 1},
    Unit{"kb", 1'000},
    Unit{"mb", 1'000'000},
    Unit{"gb", 1'000'000'000},
    Unit{"tb", 1'000'000'000'000},
    Unit{"kib", std::uint64_t{1} << 10U},
    Unit{"mib", std::uint64_t{1} << 20U},
    Unit{"gib", std::uint64_t{1} << 30U},
    Unit{"tib", std::uint64_t{1} << 40U},
};

tl::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail(Reason::malformed, cat("`", to_valid_utf8(truncate_utf8(text, 40)), "` is not a size: ", why,
                                     " (write 4096, 512KiB or 10MiB)"));
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  const auto word = text.substr(digits.size());
  if (digits.empty()) return bad(text, "it does not start with a number");
  const auto count = to_number<std::uint64_t>(digits);
  for (const auto& unit : kUnits) {
    if (!iequals(word, unit.word)) continue;
    if (!count || *count > std::numeric_limits<std::uint64_t>::max() / unit.bytes) return bad(text, "it is too large");
    return *count * unit.bytes;
  }
  return bad(text, "the unit is unknown");
}

}  // namespace ddns
