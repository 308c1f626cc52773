#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "ddns/core/result.h"

namespace ddns::platform {

enum class EventKind { information, warning, error };

/// The number of the message that shows an entry of this kind (packaging/windows/messages.mc): severity, the customer
/// bit, and which message.
[[nodiscard]] constexpr std::uint32_t event_number(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::information:
      return 0x60000001;
    case EventKind::warning:
      return 0xA0000002;
    case EventKind::error:
      break;
  }
  return 0xE0000003;
}

/// Writes one entry to the Windows Event Log (Application), where administrators look for what a service says before
/// it has a log file. The texts behind the numbers lie in the program's own file (its message resource). Does nothing
/// elsewhere, and nothing that fails is reported: there is nobody left to tell.
void write_event_log(std::string_view source, EventKind kind, std::string_view text) noexcept;

/// Makes the viewer find the texts: names `program` as the message file of `source`. Needs an administrator. Errors:
/// Reason::io; Reason::unavailable where there is no Event Log.
[[nodiscard]] Status register_event_source(const std::string& source, const std::filesystem::path& program);
/// One that is not there is no error.
[[nodiscard]] Status unregister_event_source(const std::string& source);

}  // namespace ddns::platform
