#pragma once

#include <sys/types.h>

#include "ddns/core/result.h"
#include "ddns/platform/process.h"

namespace ddns::platform {

/// Starts the program as the leader of a new process group with stdin from /dev/null, the given descriptors as stdout
/// and stderr and nothing else open, default signal handling and an empty signal mask. Errors: Reason::config when the
/// program is missing or cannot be executed, else Reason::io.
[[nodiscard]] Result<pid_t> spawn(const ChildCommand& command, int out, int error);

}  // namespace ddns::platform
