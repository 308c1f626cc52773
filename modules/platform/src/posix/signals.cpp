#include "ddns/platform/signals.h"

#include <csignal>

#include "service_signals.h"

namespace ddns::platform {

void block_service_signals() noexcept {
  const sigset_t signals = service_signal_set();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
}

void restore_default_fault_handlers() noexcept {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS}) ::sigaction(number, &standard, nullptr);
}

}  // namespace ddns::platform
