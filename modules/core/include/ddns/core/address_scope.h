#pragma once

#include <string_view>

#include "ddns/core/ip_address.h"

namespace ddns {

/// 127.0.0.0/8, ::1, and the former written as IPv6 (::ffff:127.0.0.1): this machine and no other.
[[nodiscard]] bool is_loopback(const IpAddress& address) noexcept;

/// 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291): of use on one link only.
[[nodiscard]] bool is_link_local(const IpAddress& address) noexcept;

/// True for the text of such an address (without brackets) and for "localhost"; names below localhost are left to
/// whoever looks names up.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace ddns
