#pragma once

namespace ddns::platform {

/// Tells the allocator to prefer a small process to a fast one: one arena for all threads, and freed blocks of more
/// than 128 KiB (a metrics page, a zone's records) go back to the system at once. glibc otherwise keeps an arena for
/// each of the short-lived lanes: 3.6 of 9.3 MiB with 1,000 records. Call once, before threads exist. Elsewhere it does
/// nothing.
void prefer_small_memory();

/// Gives back the pages of program code that only starting needed (configuration, command line, static objects: a third
/// of what is resident); what is used again comes back from the page cache at the cost of a minor fault. Linux only,
/// and nothing happens under a debugger, whose breakpoints lie in such pages. Safe beside running threads.
void give_back_unused_code() noexcept;

/// Gives free memory back that the allocator keeps between blocks in use, when it is worth it (a mebibyte or more): the
/// hills of many records' work. Thread-safe. glibc only.
void give_back_free_memory() noexcept;

}  // namespace ddns::platform
