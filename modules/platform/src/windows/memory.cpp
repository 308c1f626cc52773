#include "ddns/platform/memory.h"

namespace ddns::platform {

void prefer_small_memory() {}
void give_back_unused_code() noexcept {}
void give_back_free_memory() noexcept {}

}  // namespace ddns::platform
