#include "child_pipes.h"

#include <algorithm>
#include <array>

namespace ddns::platform {

std::optional<Pipe> make_pipe() noexcept {
  SECURITY_ATTRIBUTES inherited{
      .nLength = sizeof(SECURITY_ATTRIBUTES), .lpSecurityDescriptor = nullptr, .bInheritHandle = TRUE};
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  if (::CreatePipe(&read, &write, &inherited, 0) == 0) return std::nullopt;
  Pipe pipe{.read = UniqueHandle(read), .write = UniqueHandle(write)};
  if (::SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0) == 0) return std::nullopt;
  return pipe;
}

bool OutputReader::read_available() {
  constexpr int rounds = 64;
  bool any = false;
  std::array<char, 16 * 1024> buffer{};
  for (int i = 0; i < rounds && pipe_.valid(); ++i) {
    DWORD available = 0;
    if (::PeekNamedPipe(pipe_.get(), nullptr, 0, nullptr, &available, nullptr) == 0) {
      pipe_.reset();  // every writer is gone
      return any;
    }
    if (available == 0) return any;
    DWORD got = 0;
    const DWORD wanted = std::min<DWORD>(available, buffer.size());
    if (::ReadFile(pipe_.get(), buffer.data(), wanted, &got, nullptr) == 0) return any;
    output_.add({buffer.data(), got});
    any = true;
  }
  return any;
}

}  // namespace ddns::platform
