#pragma once

namespace ddns::platform {

/// From now on the calling thread gets processor time only when nobody else wants it much: for housekeeping that nobody
/// waits for. There is no way back without rights, so call it in a thread of its own. A system that refuses is ignored.
void work_in_background() noexcept;

}  // namespace ddns::platform
