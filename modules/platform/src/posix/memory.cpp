#include "ddns/platform/memory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace ddns::platform {

void prefer_small_memory() {
#ifdef __GLIBC__
  constexpr int large = 128 * 1024;
  mallopt(M_ARENA_MAX, 1);
  // Set, or else glibc raises both as blocks come and go.
  mallopt(M_MMAP_THRESHOLD, large);
  mallopt(M_TRIM_THRESHOLD, large);
#endif
}

}  // namespace ddns::platform
