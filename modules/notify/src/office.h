#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ddns/notify/runner.h"
#include "delivery.h"
#include "lane.h"

namespace ddns::notify {

/// Everything the notify thread decides, without the thread: events in, deliveries out. Talks to the outbox and to the
/// sink; the rest is arithmetic. One thread at a time.
class Office {
 public:
  Office(const Environment& environment, const Settings& settings, Now now, Patience patience = {});

  void take(const events::Event& event);
  /// Lets time pass: finishes messages, writes them down, and says what is to be sent now.
  [[nodiscard]] std::vector<Delivery> step(Now now);
  void finished(const Delivered& delivered, Now now);
  /// Before the end: what is still being gathered becomes messages and is written down, to be sent after the restart.
  void close(Now now);
  /// When step() has something to do without an event or an answer.
  [[nodiscard]] std::optional<SteadyTime> due(Now now) const;

  void configure(const Settings& settings, Now now);
  /// False for an attempt that a reload or removal made pointless.
  [[nodiscard]] bool awaits(std::uint64_t serial) const;

 private:
  struct Channel {
    std::shared_ptr<const ChannelSettings> settings;
    Digest digest;
    Lane lane;
    std::uint64_t serial = 0;  ///< of the attempt under way
  };
  struct Fresh {
    std::string channel;
    Message message;
  };

  void add_channel(const ChannelSettings& settings);
  void restore(Now now);
  void absorb(const std::string& id, Digested digested);
  /// Fresh messages, into their queues.
  void line_up(Now now);
  /// `at_once`: also soon after a write that failed.
  void write_down(Now now, bool at_once = false);
  void overflow();
  void give_up(const std::string& id, const std::vector<Waiting>& parcels, std::string_view why);
  void remove(const std::vector<Waiting>& parcels);
  /// Without its id.
  [[nodiscard]] Letter letter(const ChannelSettings& channel, Message message) const;
  [[nodiscard]] Delivery delivery(Channel& channel, const std::vector<Waiting>& batch);
  void tell_pending(Now now);
  void publish(events::Payload payload, Now now) const;
  void note_failure(const Error& error, Now now);
  void note_success(std::chrono::microseconds took, Now now);

  const Environment& environment_;
  Patience patience_;
  std::map<std::string, Channel> channels_;
  std::vector<Fresh> fresh_;      ///< messages that are in no queue yet
  state::OutboxChanges changes_;  ///< to be written with the next step; `add` is made of the queues
  std::uint64_t serial_ = 0;
  std::optional<std::size_t> told_;        ///< the last NotificationsPending
  std::optional<SteadyTime> write_again_;  ///< the last write failed: not before then
};

}  // namespace ddns::notify
