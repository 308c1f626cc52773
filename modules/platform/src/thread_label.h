#pragma once

namespace ddns::platform {

/// Tells the system; `name` is UTF-8 of at most `longest_thread_name` octets.
void label_this_thread(const char* name) noexcept;

}  // namespace ddns::platform
