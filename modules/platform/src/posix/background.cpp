#include "ddns/platform/background.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ddns::platform {

void work_in_background() noexcept {
#ifdef __linux__
  // On Linux a thread has a nice value of its own; elsewhere it would be the whole process's.
  constexpr int nicest = 19;
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), nicest);
#endif
}

}  // namespace ddns::platform
