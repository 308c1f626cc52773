#include "thread_label.h"

#include <pthread.h>

namespace ddns::platform {

void label_this_thread(const char* name) noexcept {
#if defined(__linux__)
  (void)::pthread_setname_np(::pthread_self(), name);
#elif defined(__APPLE__)
  (void)::pthread_setname_np(name);
#else
  (void)name;
#endif
}

}  // namespace ddns::platform
