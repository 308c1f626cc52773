#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ddns {

/// "host", "host:port", "[v6]", "[v6]:port" or a bare IPv6 address, taken apart. Views into the text.
struct HostPort {
  std::string_view host;  ///< without brackets; may be empty (":80"), and is otherwise not looked at
  std::optional<std::uint16_t> port = {};
};

/// Nothing if what stands in brackets is no IPv6 address, or what stands behind the colon no number of 16 bits.
[[nodiscard]] std::optional<HostPort> split_host_port(std::string_view text);

}  // namespace ddns
