#pragma once

#include <string>

#include "ddns/state/store.h"
#include "ddns/web/pages.h"

namespace ddns::app {

/// The history as the API shows it: a JSON array, newest first.
[[nodiscard]] Result<std::string> history_json(state::Store& store, const web::HistoryQuestion& question);

}  // namespace ddns::app
