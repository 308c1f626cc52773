#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"
#include "ddns/http/client.h"
#include "ddns/notify/mailer.h"
#include "ddns/notify/settings.h"

namespace ddns::notify {

/// What a trial needs; everything must outlive it.
struct TrialEnvironment {
  const Clock& clock;
  http::HttpClientFactory& http;
  Mailer& mailer;
  /// Masks secrets in what services say.
  std::function<std::string(std::string)> mask = [](std::string text) { return text; };
  std::string host = {};  ///< signs the message
};

struct Trial {
  std::optional<Error> error;  ///< absent = the service took it
  std::string advice = {};     ///< with an error: what to look at
  std::string remark = {};     ///< without: what went wrong all the same
  std::chrono::milliseconds took{0};
};

/// Proves a channel before it is needed: sends one message that says it is a test, as the channel would send any other
/// (its wording, connection and timeout), once; what it is routed does not matter. A heartbeat pings success. Blocks as
/// long as the channel's timeout. Keeps and publishes nothing. Safe to call from several threads.
[[nodiscard]] Trial try_channel(const ChannelSettings& channel, const TrialEnvironment& environment,
                                std::stop_token stop = {});

}  // namespace ddns::notify
