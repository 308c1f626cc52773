#include <algorithm>
#include <iostream>

#include "commands.h"
#include "config_file.h"
#include "ddns/core/clock.h"
#include "ddns/core/text.h"
#include "ddns/log/secret_filter.h"
#include "ddns/notify/trial.h"
#include "ddns/platform/host.h"
#include "ddns/transport/http_client.h"
#include "ddns/transport/mailer.h"

namespace ddns::app {
namespace {

ExitCode complain(const std::string& message, ExitCode code) {
  std::cerr << "ddns-sidecar: " << message << '\n';
  return code;
}

/// What a service says may have many lines; a channel has one.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::string line_for(const notify::ChannelSettings& channel, const notify::Trial& trial) {
  auto out = cat(channel.id, " (", channel.spec->id, "): ");
  if (trial.error) return out + on_one_line(cat("not sent: ", trial.error->message, "; ", trial.advice));
  out += cat("sent in ", trial.took.count(), " ms");
  return trial.remark.empty() ? out : out + on_one_line(cat(", but ", trial.remark));
}

/// The channels that are meant; empty when there is none of that name.
std::vector<notify::ChannelSettings> wanted(const notify::Settings& settings, const std::string& id) {
  std::vector<notify::ChannelSettings> out;
  for (const auto& channel : settings.channels) {
    if (id.empty() || channel.id == id) out.push_back(channel);
  }
  return out;
}

ExitCode unknown_channel(const notify::Settings& settings, const std::string& id) {
  std::vector<std::string> ids;
  ids.reserve(settings.channels.size());
  for (const auto& channel : settings.channels) ids.push_back(channel.id);
  return complain(cat("no channel `", id, "` is configured; there are ", join(ids, ", ")), ExitCode::usage);
}

ExitCode try_all(const std::vector<notify::ChannelSettings>& channels, const std::vector<Secret>& secrets) {
  const SystemClock clock;
  log::SecretFilter filter;
  filter.know(secrets);
  transport::PocoHttpClientFactory http(clock, "ddns-sidecar/" DDNS_VERSION);
  transport::PocoMailer mailer(clock);
  const notify::TrialEnvironment environment{
      clock, http, mailer, [&](std::string text) { return filter.mask(std::move(text)); }, platform::host_name()};
  auto code = ExitCode::ok;
  for (const auto& channel : channels) {
    const auto trial = notify::try_channel(channel, environment);
    // At once: the next one may take its whole timeout.
    std::cout << line_for(channel, trial) << std::endl;
    if (trial.error || !trial.remark.empty()) code = ExitCode::failed;
  }
  return code;
}

}  // namespace

/// Needs neither state nor log file, so it works beside a running instance.
ExitCode notify_test_command(const Options& options) {
  const auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  print(config->warnings);
  const auto& settings = config->configuration.notify;
  if (settings.channels.empty()) {
    return complain("no notification channel is configured: see `notify` in docs/notifications.md",
                    ExitCode::configuration);
  }
  const auto channels = wanted(settings, options.subject);
  if (channels.empty()) return unknown_channel(settings, options.subject);
  return try_all(channels, config->configuration.secrets);
}

}  // namespace ddns::app
