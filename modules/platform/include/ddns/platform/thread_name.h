#pragma once

#include <cstddef>
#include <string_view>

namespace ddns::platform {

/// Linux keeps so many octets of a thread's name.
inline constexpr std::size_t longest_thread_name = 15;

/// Names the calling thread for people who look at the process: `top -H`, a debugger, a core dump. What is too long is
/// cut before a whole character. A system that cannot do it is ignored. A thread's first act, never the main thread's:
/// that name is the process's.
void name_thread(std::string_view name) noexcept;

/// What this thread was named last, as it was cut; empty if it was not. Valid until it is named again or ends.
[[nodiscard]] std::string_view thread_name() noexcept;

}  // namespace ddns::platform
