#pragma once

#include <stop_token>

#include "message.h"

namespace ddns::engine {

/// Asks one source about one family, within its timeout. Always an answer.
[[nodiscard]] SourceAnswered run_source(const SourceJob& job, const Environment& environment,
                                        const std::stop_token& stop);
[[nodiscard]] SourceAnswered source_failed(const SourceJob& job, const Error& error);

}  // namespace ddns::engine
