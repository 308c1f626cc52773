#pragma once

#include "step.h"

/// Accounts: which may be used, when, and what their lanes report.
namespace ddns::engine {

/// A lane for each account that has records due and may be used now. One job per account at once.
void schedule_lanes(Step& step);
void on_lane_done(Step& step, LaneDone&& done);
/// An account whose pause is over and that has nothing left to be tried with is no longer shown as paused.
void end_idle_pauses(Step& step);
/// Notices a block of the state store that still holds.
void restore_block(Step& step, const state::Block& block);
/// Lifts a pause that is a matter of time or of the network, not of the service's orders.
void probe_after_network_event(Step& step);
/// Another address may be on an allow-list, or a token may have been mended: one probe for auth and config errors.
void probe_after_address_change(Step& step, const Watch& watch);
/// A person insists: any pause but a block or the service's own Retry-After.
void lift_pause(Step& step, std::size_t account);
/// For the service's minimum interval between two writes of a name.
void remember_write(Step& step, std::size_t record);

}  // namespace ddns::engine
