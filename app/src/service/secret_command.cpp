#include <iostream>
#include <span>

#include "ddns/crypto/encoding.h"
#include "ddns/platform/machine_secret.h"
#include "service_command.h"

namespace ddns::app {

ExitCode secret_command(const Options&) {
  std::cerr << "The secret, one line (it is shown while you type; a pipe shows nothing):\n";
  std::string secret;
  std::getline(std::cin, secret);
  while (secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) {
    std::cerr << "ddns-sidecar: nothing was given\n";
    return ExitCode::usage;
  }
  const auto hidden = platform::protect_for_machine(secret);
  if (!hidden) {
    std::cerr << "ddns-sidecar: " << hidden.error().message << '\n';
    return ExitCode::failed;
  }
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(hidden->data()), hidden->size());
  std::cout << "${dpapi:" << crypto::to_base64(bytes) << "}\n";
  return ExitCode::ok;
}

}  // namespace ddns::app
