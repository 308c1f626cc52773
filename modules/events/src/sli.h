#pragma once

#include "ddns/events/status_view.h"

namespace ddns::events {

/// Adds the time since the last accounting to the record's SLI seconds, judged by its state so far.
void account_record(RecordStatus& record, SteadyTime now);

/// Its source sees the address that it follows stand: what was counted as right since the last time was right.
void confirm_record(RecordStatus& record, SteadyTime now);

/// The address that it follows is another now, and the former one was last seen at `last` (absent: not told). The
/// clock starts pessimistically: what was counted as right since then becomes wrong, as far as the promise is broken.
void lose_confirmation(RecordStatus& record, SteadyTime now, const std::optional<SteadyTime>& last);

/// A wrong answer is seen: somebody may have changed the record right after the last proof, and what was counted as
/// right since then becomes wrong in the same way.
void lose_proof(RecordStatus& record);

}  // namespace ddns::events
