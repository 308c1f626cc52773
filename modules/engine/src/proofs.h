#pragma once

#include "step.h"

/// Proving that records are right: when to look, and what an answer means.
namespace ddns::engine {

/// How this record can be proved; nullopt when its settings say that it shall not be.
[[nodiscard]] std::optional<plan::Verification> proof_mode(const Step& step, std::size_t record);

/// At start: what is remembered needs no call to the service once one question says that it is true. Where that does
/// not apply the record stays as it is, unsettled, and a lane reads the service.
void begin_trust(Step& step, std::size_t record, const Attributes& wanted);
/// After a write or a read that found it right.
void begin_proof(Step& step, std::size_t record, const RecordResult& result);
/// The service has it right, the name servers do not yet: nothing is written.
void begin_slow_proof(Step& step, std::size_t record);
/// What is asked now is of no more interest.
void stop_proof(Track& track);
/// The next question comes after the usual interval.
void begin_routine(Step& step, std::size_t record);
void tell_verified(Step& step, std::size_t record, plan::Verification mode, unsigned witnesses);
/// Its source moved and the record need not: proved again now, or where that cannot be, told as kept.
void prove_soon(Step& step, std::size_t record);
/// A write's effect is unknown where nothing can be read: perhaps the name servers can tell.
void prove_unsure(Step& step, std::size_t record);

void on_checks_done(Step& step, ChecksDone&& done);
/// Check jobs for what is due; all records of a zone in one pass.
void schedule_checks(Step& step);

}  // namespace ddns::engine
