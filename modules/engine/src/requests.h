#pragma once

#include "step.h"

/// What people ask for: updates and previews, and when their answers are complete.
namespace ddns::engine {

void on_update_asked(Step& step, UpdateAsked&& asked);
void on_plan_asked(Step& step, const PlanAsked& asked);
void on_preview_done(Step& step, PreviewDone&& done);
/// True while the record's source works on an answer for this request.
[[nodiscard]] bool asks_source_of(const Step& step, const UpdateTicket& ticket, std::size_t record);
/// The account's job has ended: those who insisted on something while it worked get a job that begins after their wish.
void heed_insistence(Step& step, std::size_t account);
/// Something final happened to a record: every request about it hears of it.
void note_outcome(Step& step, std::size_t record, OutcomeKind kind, const std::optional<Error>& error);

/// Why nobody can say now what the record should be; nullopt = it is known. Precondition: it has a watch.
[[nodiscard]] std::optional<Error> unknown_wish(const Step& step, std::size_t record);

/// Starts the previews whose sources have answered and whose accounts are idle.
void schedule_previews(Step& step);
/// Answers every request about which nothing is open any more.
void answer_requests(Step& step);
/// The settings change under the requests: they end with Reason::cancelled.
void cancel_requests(Step& step, const std::string& why);

}  // namespace ddns::engine
