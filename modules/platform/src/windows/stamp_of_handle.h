#pragma once

#include "file_stamp.h"
#include "handle.h"

namespace ddns::platform {

/// All zero if the handle is no file's.
[[nodiscard]] FileStamp stamp_of_handle(HANDLE file) noexcept;

}  // namespace ddns::platform
