#pragma once

#include <string>
#include <vector>

namespace ddns::platform {

/// The arguments of main() as UTF-8, the program's name first. Windows hands main() text of the machine's code page,
/// which loses characters; the true ones are asked of the system there.
[[nodiscard]] std::vector<std::string> program_arguments(int argc, const char* const* argv);

/// Text that is written is UTF-8: tells a Windows console so. Nothing elsewhere.
void speak_utf8() noexcept;

}  // namespace ddns::platform
