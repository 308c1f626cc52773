#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "ddns/core/clock.h"
#include "ddns/core/random.h"
#include "ddns/events/sink.h"
#include "ddns/http/client.h"
#include "ddns/notify/mailer.h"
#include "ddns/notify/settings.h"
#include "ddns/state/outbox.h"

namespace ddns::notify {

/// Takes events from everybody and keeps those that may lead to a notification until the Runner fetches them. Made
/// before the Runner, because observers exist before what they tell about. Never blocks: it holds at most `capacity`
/// events and then forgets the oldest. Takes nothing while no Runner wants it.
class Inbox final : public events::EventSink {
 public:
  explicit Inbox(std::size_t capacity = 4096);
  ~Inbox() override;
  void publish(const events::Event& event) noexcept override;

  struct Impl;
  [[nodiscard]] Impl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// What the Runner needs; everything must outlive it.
struct Environment {
  const Clock& clock;
  Random& random;
  http::HttpClientFactory& http;
  Mailer& mailer;
  state::Outbox& outbox;
  events::EventSink& sink;  ///< told about attempts; may lead back to the Inbox
  /// Masks secrets in what services say.
  std::function<std::string(std::string)> mask = [](std::string text) { return text; };
  std::string host = {};  ///< signs messages
  /// Begins the thread of one attempt. Throws std::system_error when there is none to be had.
  using Work = std::function<void(std::stop_token)>;
  std::function<std::jthread(Work)> thread = [](Work work) { return std::jthread(std::move(work)); };
};

/// The notify thread: turns events into messages, keeps them in the outbox, delivers them. Every attempt runs on a
/// thread of its own that lives as long as it takes, so no channel waits for another. Sleeps until an event, an answer
/// or a due retry: nothing ticks. Without channels there is no thread at all. Where the system has no thread left, an
/// attempt has failed and is repeated like any other; when the notify thread itself cannot begin, every channel is
/// reported as failing, and the next reload tries again.
class Runner {
 public:
  Runner(Environment environment, Inbox& inbox, const Settings& settings);
  /// Stops.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// New settings: channels that stay keep their queues, others lose theirs. From one thread at a time.
  void reload(Settings settings);
  /// Ends attempts under way (within 250 ms; those that did not succeed are repeated after the next start) and joins.
  /// What the inbox holds is turned into messages first, so nothing that happened is lost.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::notify
