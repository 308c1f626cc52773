#include <iostream>

#include "commands.h"
#include "config_file.h"
#include "ddns/core/counted.h"
#include "ddns/core/text.h"

namespace ddns::app {

ExitCode check_command(const Options& options) {
  const auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  print(config->warnings);
  const auto& engine = config->configuration.engine;
  std::cout << (config->path.empty() ? std::string("environment") : config->path)
            << ": good: " << counted(engine.records.size(), "record set") << ", "
            << counted(engine.accounts.size(), "account") << ", " << counted(engine.sources.size(), "source") << '\n';
  std::vector<std::string> channels;
  for (const auto& channel : config->configuration.notify.channels) channels.push_back(channel.id);
  std::cout << counted(channels.size(), "notification channel");
  if (!channels.empty()) std::cout << " (" << join(channels, ", ") << "); `ddns-sidecar notify test` proves them";
  std::cout << '\n';
  return ExitCode::ok;
}

}  // namespace ddns::app
