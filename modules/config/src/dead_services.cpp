#include "dead_services.h"

#include <array>

#include "ddns/core/text.h"

namespace ddns::config {
namespace {

struct Row {
  std::string_view id;
  std::string_view story;
};

constexpr std::string_view kGoogle =
    "Google Domains was sold to Squarespace; since July 2024 it has no dynamic DNS any more";

constexpr std::array kRows{
    Row{"googledomains", kGoogle},  Row{"google_domains", kGoogle},     Row{"google-domains", kGoogle},
    Row{"domains.google", kGoogle}, Row{"domains.google.com", kGoogle},
};

}  // namespace

std::optional<std::string_view> obituary(std::string_view provider_id) noexcept {
  for (const auto& [id, story] : kRows) {
    if (iequals(id, provider_id)) return story;
  }
  return std::nullopt;
}

}  // namespace ddns::config
