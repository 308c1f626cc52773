#include <array>

#include "ddns/core/text.h"
#include "handle.h"
#include "io_error.h"
#include "wide.h"

namespace ddns::platform {

std::string error_text(const std::error_code& why) {
  if (why.category() != std::system_category()) return to_valid_utf8(why.message());
  // std::error_code::message() would be in the machine's ANSI code page.
  std::array<wchar_t, 512> text{};
  const DWORD length = ::FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                        static_cast<DWORD>(why.value()), 0, text.data(), text.size(), nullptr);
  const std::string message = from_wide({text.data(), length});
  return cat(trim(message), message.empty() ? "" : " ", "(Windows error ", why.value(), ")");
}

}  // namespace ddns::platform
