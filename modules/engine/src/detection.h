#pragma once

#include <vector>

#include "step.h"

/// Asking the sources: rounds, their causes, and what an answer changes.
namespace ddns::engine {

/// Its source works, and there is no such address.
[[nodiscard]] Error found_nothing(Family family);
/// A family nobody asked for and this machine never had: that it is unknown is no news.
[[nodiscard]] bool is_moot(const Watch& watch);
/// Every watch, event-backed ones first.
[[nodiscard]] std::vector<std::size_t> all_watches(const World& world);
/// Asks these sources. One that is being asked already is not asked twice; only an event asks it again once its answer
/// is there. The round's id; its CycleFinished follows when all have answered (at once when there is nobody to ask).
unsigned begin_round(Step& step, events::Trigger trigger, const std::vector<std::size_t>& watches);
/// An address or route came or went, or the machine woke.
void on_notice(Step& step, Notice notice);
void on_answer(Step& step, SourceAnswered&& answer);
/// Rounds whose time has come: the safety interval, retries after an event, what the settle window put off.
void begin_due_rounds(Step& step);
/// After an event a failing source is asked again soon.
void arm_retries(World& world);

}  // namespace ddns::engine
