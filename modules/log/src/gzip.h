#pragma once

#include <filesystem>
#include <stop_token>

#include "ddns/core/result.h"

namespace ddns::log {

/// Writes the compressed form of `from` to the new file `to`; on an error `to` may be there, incomplete. Errors:
/// Reason::io, Reason::cancelled.
[[nodiscard]] Status gzip_file(const std::filesystem::path& from, const std::filesystem::path& to,
                               const std::stop_token& stop);

}  // namespace ddns::log
