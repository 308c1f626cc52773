#include "quota.h"

#include <algorithm>
#include <string_view>

#include "ddns/core/text.h"

namespace ddns::engine {
namespace {

std::optional<std::int64_t> count_of(std::string_view text) {
  const auto count = to_number<std::int64_t>(trim(text));
  return count && *count >= 0 ? count : std::nullopt;
}

/// The parameter `r` of one policy. Policy names are quoted and may hold anything, so it is looked for behind them.
std::optional<std::int64_t> remaining_of(std::string_view policy) {
  const auto name_end = policy.rfind('"');
  if (name_end != std::string_view::npos) policy.remove_prefix(name_end + 1);
  for (const auto parameter : split(policy, ';')) {
    const auto text = trim(parameter);
    if (text.starts_with("r=")) return count_of(text.substr(2));
  }
  return std::nullopt;
}

void take_least(std::optional<std::int64_t>& least, const std::optional<std::int64_t>& count) {
  if (count && (!least || *count < *least)) least = count;
}

}  // namespace

std::optional<std::int64_t> quota_remaining(const http::Headers& headers) {
  std::optional<std::int64_t> least;
  for (const auto field : headers.all("RateLimit")) {
    for (const auto policy : split(field, ',')) take_least(least, remaining_of(policy));
  }
  for (const char* name : {"RateLimit-Remaining", "X-RateLimit-Remaining"}) {
    for (const auto field : headers.all(name)) take_least(least, count_of(field));
  }
  return least;
}

}  // namespace ddns::engine
