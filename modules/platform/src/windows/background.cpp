#include "ddns/platform/background.h"

#include <windows.h>

namespace ddns::platform {

void work_in_background() noexcept { (void)::SetThreadPriority(::GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN); }

}  // namespace ddns::platform
