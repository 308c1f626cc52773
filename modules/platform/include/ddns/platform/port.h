#pragma once

#include <cstdint>

namespace ddns::platform {

/// Prepares a socket, before bind(), so that its port stays this program's and can be taken again at once after a
/// restart. Windows: SO_EXCLUSIVEADDRUSE, because SO_REUSEADDR lets any other program bind the same port there. POSIX:
/// SO_REUSEADDR, which only passes over connections that are still closing. False: errno or WSAGetLastError() says why.
[[nodiscard]] bool claim_port(std::uintptr_t socket) noexcept;

}  // namespace ddns::platform
