#include "ddns/platform/memory.h"

namespace ddns::platform {

void prefer_small_memory() {}

}  // namespace ddns::platform
