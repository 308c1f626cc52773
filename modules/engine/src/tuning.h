#pragma once

#include <array>
#include <chrono>
#include <cstddef>

/// The engine's fixed spans and widths, in one place. What a user may want to change is in Settings instead.
namespace ddns::engine {

using std::chrono::milliseconds;

/// After an event a source that cannot tell is asked again after so long, each counted from the last answer.
inline constexpr std::array<milliseconds, 4> source_retries{milliseconds{250}, milliseconds{1000}, milliseconds{3000},
                                                            milliseconds{10000}};

/// Gaps between the questions of one proof; the last one repeats until the proof's deadline.
inline constexpr std::array<milliseconds, 7> proof_gaps{milliseconds{200},  milliseconds{500},  milliseconds{1000},
                                                        milliseconds{2000}, milliseconds{5000}, milliseconds{10000},
                                                        milliseconds{30000}};
/// A read that follows a write at once may still see the old value, so re-reads begin with this gap (2 s).
inline constexpr std::size_t first_read_back_gap = 3;
/// Questions about a slow zone begin with this gap (5 s).
inline constexpr std::size_t first_slow_gap = 4;

/// Records in one check job and check jobs at the same time: 1,000 records neither wait behind a silent name server
/// nor open 1,000 sockets.
inline constexpr std::size_t check_chunk = 32;
inline constexpr std::size_t checks_at_once = 8;
inline constexpr milliseconds check_deadline{60000};
inline constexpr milliseconds authority_lifetime{std::chrono::hours{1}};
/// New settings wait so long for calls in flight; then these are cut off, or one service that hangs would hold up all
/// accounts.
inline constexpr milliseconds reload_patience{3000};
/// How often a routine proof is written down: the file lies on flash memory in many routers.
inline constexpr milliseconds proof_memory{std::chrono::hours{1}};

/// A lane waits at most so long for the service's rate window; what would wait longer is put off to a later job.
inline constexpr milliseconds longest_pace{60000};
inline constexpr unsigned most_in_flight = 16;
/// So many calls failing in a row with errors of no particular record are the service's fault.
inline constexpr unsigned failures_of_service = 3;

/// However wrong the wall clock goes, a record is refreshed (refresh.h) no more often than this.
inline constexpr milliseconds refresh_pause{std::chrono::hours{24}};

/// A source that goes back to the address it just left may do so once; later returns must last for this span, doubled
/// with each one, while the other address was seen within `flap_window`.
inline constexpr milliseconds flap_window{std::chrono::minutes{30}};
inline constexpr milliseconds flap_hold{30000};
inline constexpr unsigned flap_doublings = 6;

}  // namespace ddns::engine
