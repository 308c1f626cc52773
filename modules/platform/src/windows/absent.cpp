// What Windows does not have: POSIX signals.
#include "ddns/platform/signals.h"

namespace ddns::platform {

void block_service_signals() noexcept {}
void restore_default_fault_handlers() noexcept {}

}  // namespace ddns::platform
