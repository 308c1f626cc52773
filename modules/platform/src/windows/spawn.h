#pragma once

#include "ddns/core/result.h"
#include "ddns/platform/process.h"
#include "handle.h"

namespace ddns::platform {

struct Started {
  UniqueHandle process;
  UniqueHandle job;  ///< holds the child and all its children
};

/// Starts the program without a window, with NUL as stdin and the given handles as stdout and stderr; nothing else is
/// inherited. Errors: Reason::config when the program is missing or cannot be executed, else Reason::io.
[[nodiscard]] Result<Started> spawn(const ChildCommand& command, HANDLE out, HANDLE error);

}  // namespace ddns::platform
