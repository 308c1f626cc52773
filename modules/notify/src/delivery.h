#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ddns/notify/runner.h"

namespace ddns::notify {

/// One attempt, as a value that a thread can take along.
struct Delivery {
  std::uint64_t serial = 0;
  std::shared_ptr<const ChannelSettings> channel;
  Letter letter;
  std::size_t count = 1;  ///< messages in it
};

struct Delivered {
  std::uint64_t serial = 0;
  std::string channel;
  Result<Ack> outcome;
  std::chrono::milliseconds took{0};
};

/// What an attempt needs; everything must outlive it.
struct Senders {
  const Clock& clock;
  http::HttpClientFactory& http;
  Mailer& mailer;
  const std::function<std::string(std::string)>& mask;
};
[[nodiscard]] inline Senders senders(const Environment& environment) {
  return {environment.clock, environment.http, environment.mailer, environment.mask};
}

/// Sends it and waits for the answer; obeys the channel's timeout and `stop`.
[[nodiscard]] Delivered deliver(const Delivery& delivery, const Senders& senders, std::stop_token stop);

}  // namespace ddns::notify
