#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ddns::platform {

/// The arguments of main() as UTF-8, the program's name first. Windows hands main() text of the machine's code page,
/// which loses characters; the true ones are asked of the system there, and `/name=value` becomes `--name=value`.
[[nodiscard]] std::vector<std::string> program_arguments(int argc, const char* const* argv);

/// Text that is written is UTF-8: tells a Windows console so, until the program ends. Nothing elsewhere.
void speak_utf8() noexcept;

/// One line of standard input, without its end. Typed at a terminal it is not shown; a Windows console is read in
/// Unicode. From a pipe: the bytes as they are. nullopt at the end of the input. For one thread.
[[nodiscard]] std::optional<std::string> read_hidden_line();

}  // namespace ddns::platform
