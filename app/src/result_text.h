#pragma once

#include <string>
#include <string_view>

namespace ddns::app {

/// The API's documents for a person at a terminal. What cannot be read is shown as it came.
[[nodiscard]] std::string update_text(std::string_view json);
[[nodiscard]] std::string plan_text(std::string_view json);

/// True when some record of an update document failed or its address is unknown.
[[nodiscard]] bool update_failed(std::string_view json);
/// True when a plan document has failures.
[[nodiscard]] bool plan_failed(std::string_view json);

}  // namespace ddns::app
