#pragma once

#include <optional>
#include <string_view>

namespace ddns::config {

/// What became of a service that people still have in their files; nullopt if it is not known to be gone.
[[nodiscard]] std::optional<std::string_view> obituary(std::string_view provider_id) noexcept;

}  // namespace ddns::config
