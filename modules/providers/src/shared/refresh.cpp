#include "shared/refresh.h"

#include "ddns/core/duration.h"

namespace ddns::providers {
namespace {

constexpr std::string_view kOff = "off";

/// More often than once a day is what services ban clients for.
std::optional<std::string> check(std::string_view text) {
  if (text == kOff) return std::nullopt;
  const auto span = parse_duration(text);
  if (span && *span >= std::chrono::days{1} && *span <= std::chrono::days{366}) return std::nullopt;
  return "write `off`, or a duration from 1d to 366d, such as 28d";
}

}  // namespace

schema::Field refresh_field(std::optional<std::chrono::seconds> usual) {
  return {.key = "refresh_after",
          .kind = schema::Kind::text,
          .label = "Refresh after",
          .help =
              "A host that was right for so long is updated once without need, for services that drop hosts which "
              "nobody updates. `off`: never.",
          .default_text = usual ? format_duration(*usual) : std::string(kOff),
          .example = "28d",
          .check = check};
}

std::optional<std::chrono::seconds> refresh_of(const schema::Values& values) {
  const auto& text = values.text("refresh_after");
  if (text.empty() || text == kOff) return std::nullopt;
  const auto span = parse_duration(text);
  if (!span) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*span);
}

}  // namespace ddns::providers
