#pragma once

#include <array>
#include <csignal>
#include <utility>

#include "ddns/platform/signals.h"

namespace ddns::platform {

/// Our names and the system's numbers.
inline constexpr std::array service_signals{
    std::pair{Signal::hangup, SIGHUP},     std::pair{Signal::user1, SIGUSR1},    std::pair{Signal::user2, SIGUSR2},
    std::pair{Signal::terminate, SIGTERM}, std::pair{Signal::interrupt, SIGINT}, std::pair{Signal::quit, SIGQUIT},
};

[[nodiscard]] inline sigset_t service_signal_set() noexcept {
  sigset_t set;
  ::sigemptyset(&set);
  for (const auto& [signal, number] : service_signals) ::sigaddset(&set, number);
  return set;
}

}  // namespace ddns::platform
