#pragma once

#include <cstdint>
#include <string>

namespace ddns::test {

/// A port of a loopback address that was free for TCP and UDP a moment ago, for servers that cannot choose their own.
/// Somebody may take it before the server does: then try another. Throws std::runtime_error when there is none.
[[nodiscard]] std::uint16_t free_port(const std::string& address = "127.0.0.1");

}  // namespace ddns::test
