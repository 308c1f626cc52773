#pragma once

#include <string>
#include <string_view>

#include "ddns/core/result.h"

namespace ddns::platform {

/// Encrypts for this machine (DPAPI, machine scope): any process on it can decrypt, and the bytes are of no use on
/// another one. It keeps a secret out of backups and of copied files, not from users of the machine. Errors:
/// Reason::unavailable where there is no DPAPI, Reason::io.
[[nodiscard]] Result<std::string> protect_for_machine(std::string_view text);

/// The inverse. Errors: Reason::config when the bytes were made on another machine or are damaged; Reason::unavailable.
[[nodiscard]] Result<std::string> unprotect_for_machine(std::string_view bytes);

/// The generic credential of that name in the credential store of the user this process runs as. Errors:
/// Reason::config when there is none, Reason::unavailable where there is no such store.
[[nodiscard]] Result<std::string> stored_credential(std::string_view name);

}  // namespace ddns::platform
