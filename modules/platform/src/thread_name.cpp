#include "ddns/platform/thread_name.h"

#include <algorithm>
#include <array>

#include "thread_label.h"

namespace ddns::platform {
namespace {

thread_local std::array<char, longest_thread_name + 1> label{};

/// The longest beginning that fits and does not end within a character (UTF-8).
std::string_view cut(std::string_view name) noexcept {
  if (name.size() <= longest_thread_name) return name;
  std::size_t end = longest_thread_name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return name.substr(0, end);
}

}  // namespace

void name_thread(std::string_view name) noexcept {
  const auto fitting = cut(name);
  label.fill('\0');
  std::ranges::copy(fitting, label.begin());
  label_this_thread(label.data());
}

std::string_view thread_name() noexcept { return label.data(); }

}  // namespace ddns::platform
