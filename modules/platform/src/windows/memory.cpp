#include "ddns/platform/memory.h"

namespace ddns::platform {

void prefer_small_memory() {}
void give_back_unused_code() noexcept {}

}  // namespace ddns::platform
