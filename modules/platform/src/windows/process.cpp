#include "ddns/platform/process.h"

#include <algorithm>
#include <array>

#include "child_pipes.h"
#include "ddns/core/text.h"
#include "io_error.h"
#include "spawn.h"

namespace ddns::platform {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t error_tail_size = 4096;

enum class End { exited, timed_out, stopped };

/// Anonymous pipes cannot be waited for, so while the child runs they are looked at 50 times a second.
End follow(const Started& child, OutputReader& out, OutputReader& error, HANDLE stop,
           steady_clock::time_point deadline) {
  constexpr DWORD look_again_ms = 20;
  const std::array<HANDLE, 2> events{stop, child.process.get()};
  for (DWORD pause = look_again_ms;;) {
    const DWORD got = ::WaitForMultipleObjects(events.size(), events.data(), FALSE, pause);
    if (got == WAIT_OBJECT_0) return End::stopped;
    const bool busy_out = out.read_available();
    const bool busy_error = error.read_available();
    if (got == WAIT_OBJECT_0 + 1) return End::exited;
    if (steady_clock::now() >= deadline) return End::timed_out;
    pause = busy_out || busy_error ? 0 : look_again_ms;
  }
}

}  // namespace

Result<ChildOutcome> run_child(const ChildCommand& command) {
  if (command.argv.empty() || command.argv.front().empty()) return fail(Reason::config, "no program is given to run");
  const std::string& name = command.argv.front();
  const auto deadline =
      steady_clock::now() + std::min<std::chrono::milliseconds>(command.timeout, std::chrono::hours{24 * 365});
  auto out = make_pipe();
  auto error = make_pipe();
  const UniqueHandle stopped(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!out || !error || !stopped.valid()) return system_error(cat("cannot start ", name), last_error());
  const std::stop_callback on_stop(command.stop, [&] { ::SetEvent(stopped.get()); });

  const auto child = spawn(command, out->write.get(), error->write.get());
  if (!child) return fail(child.error());
  out->write.reset();
  error->write.reset();
  OutputReader out_reader(std::move(out->read), KeptOutput(command.max_output, KeptOutput::Part::first));
  OutputReader error_reader(std::move(error->read), KeptOutput(error_tail_size, KeptOutput::Part::last));
  const End end = follow(*child, out_reader, error_reader, stopped.get(), deadline);
  if (end != End::exited) ::TerminateJobObject(child->job.get(), 1);
  if (end == End::timed_out) {
    return fail(Reason::timeout, cat(name, " did not end within ", command.timeout.count(), " ms and was killed"),
                Effect::unknown);
  }
  if (end == End::stopped)
    return fail(Reason::cancelled, cat(name, " was killed because of a stop request"), Effect::unknown);
  DWORD code = 0;
  if (::GetExitCodeProcess(child->process.get(), &code) == 0)
    return system_error(cat("cannot tell how ", name, " ended"), last_error());
  return ChildOutcome{.exit_code = static_cast<int>(code),
                      .signal = std::nullopt,
                      .out = out_reader.output().take(),
                      .out_truncated = out_reader.output().truncated(),
                      .error_tail = error_reader.output().take()};
}

}  // namespace ddns::platform
