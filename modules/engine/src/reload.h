#pragma once

#include "step.h"

/// The beginning, and the swap of settings.
namespace ddns::engine {

/// Takes over what the state store knew and starts the first round.
void on_loaded(Step& step, Loaded&& loaded);
/// Swaps to new settings when there are any and no lane is at work.
void swap_settings(Step& step);

}  // namespace ddns::engine
