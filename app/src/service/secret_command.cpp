#include <iostream>
#include <span>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/platform/console.h"
#include "ddns/platform/machine_secret.h"
#include "service_command.h"

namespace ddns::app {

ExitCode secret_command(const Options&) {
  std::cerr << "The secret, one line (it is not shown while you type):\n";
  const auto secret = platform::read_hidden_line();
  if (!secret || secret->empty()) {
    std::cerr << "ddns-sidecar: nothing was given\n";
    return ExitCode::usage;
  }
  if (!is_utf8(*secret)) {
    std::cerr << "ddns-sidecar: the secret is not UTF-8; type it, or let the pipe carry UTF-8\n";
    return ExitCode::usage;
  }
  const auto hidden = platform::protect_for_machine(*secret);
  if (!hidden) {
    std::cerr << "ddns-sidecar: " << hidden.error().message << '\n';
    return ExitCode::failed;
  }
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(hidden->data()), hidden->size());
  std::cout << "${dpapi:" << crypto::to_base64(bytes) << "}\n";
  return ExitCode::ok;
}

}  // namespace ddns::app
