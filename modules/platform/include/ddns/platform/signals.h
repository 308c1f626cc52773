#pragma once

namespace ddns::platform {

/// What people and service managers send. On Windows only `terminate` and `interrupt` exist.
enum class Signal { hangup, user1, user2, terminate, interrupt, quit };

/// First thing in main(), before any thread exists: HUP, USR1, USR2, TERM, INT and QUIT are blocked, so that every
/// later thread inherits that and a WaitSet receives them; PIPE is ignored (writes then give errors). Children started
/// by run_child() get the defaults back. Nothing on Windows.
void block_service_signals() noexcept;

/// SEGV, BUS, ILL, FPE, ABRT and SYS get their default action back, so that a crash ends in a core dump and a true exit
/// status: Poco's server base class installs handlers that turn them into exceptions. Nothing on Windows.
void restore_default_fault_handlers() noexcept;

}  // namespace ddns::platform
