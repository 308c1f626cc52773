#pragma once

#include <functional>
#include <string>

#include <sys/types.h>

namespace ddns::test {

/// Runs `body` in a forked copy of the test process and fails the running test if an expectation in it failed, it threw
/// or it died. For what would change the whole process: signal masks, limits, users, namespaces.
void run_forked(const std::function<void()>& body);

/// True if this user may make network namespaces (as root, or by way of a user namespace).
[[nodiscard]] bool network_namespaces_available();

/// run_forked() in a network namespace of its own, which has nothing but a loopback interface that is down. Inside,
/// the user is root as far as the network is concerned.
void run_in_network_namespace(const std::function<void()>& body);

/// ip(8) with these blank-separated words; fails the running test if it fails. Returns what it printed.
std::string ip_command(const std::string& words);

}  // namespace ddns::test
