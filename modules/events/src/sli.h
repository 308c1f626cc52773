#pragma once

#include "ddns/events/status_view.h"

namespace ddns::events {

/// Adds the time since the last accounting to the record's SLI seconds, judged by its state so far.
void account_record(RecordStatus& record, SteadyTime now);

}  // namespace ddns::events
