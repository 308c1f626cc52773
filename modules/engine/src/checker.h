#pragma once

#include <stop_token>

#include "authorities.h"
#include "message.h"

namespace ddns::engine {

/// Asks the name servers about every record of the job, one after the other; a server that is silent once is not asked
/// again in this pass. A result for every check, whatever happens.
[[nodiscard]] ChecksDone run_checks(const CheckJob& job, const Environment& environment, Authorities& authorities,
                                    const std::stop_token& stop);
/// The same for a job that could not begin.
[[nodiscard]] ChecksDone checks_failed(const CheckJob& job, const Error& error);

}  // namespace ddns::engine
