#pragma once

#include <string>
#include <string_view>

#include "ddns/core/result.h"
#include "ddns/platform/file.h"

namespace ddns::providers::hosts {

/// The whole file; empty if there is none. Errors: Reason::io; Reason::rejected above 4 MiB.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// Replaces `before` by `after` in one step; makes the file and its folder if need be (`mode` is for a new file). The
/// file is looked at once more right before: hosts(5) knows no lock, and an editor's changes must not be lost. Errors:
/// Reason::conflict when the file no longer holds `before`, else as platform::write_file_atomically. Nothing is written
/// then.
[[nodiscard]] Status replace_file(const std::string& path, std::string_view before, std::string_view after,
                                  platform::FileMode mode);

}  // namespace ddns::providers::hosts
