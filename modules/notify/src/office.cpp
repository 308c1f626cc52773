#include "office.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"

namespace ddns::notify {
namespace {

/// The same for every attempt, and for nobody else: stands in the Message-ID of mails.
std::string letter_id(const std::string& host, const Waiting& first) {
  const auto& parcel = first.parcel;
  const auto text = cat(host, '/', parcel.channel, '/', parcel.id, '/', parcel.created.time_since_epoch().count(), '/',
                        first.message.title);
  return crypto::to_hex(crypto::digest(crypto::Hash::sha256, text)).substr(0, 32);
}

}  // namespace

Office::Office(const Environment& environment, const Settings& settings, Now now, Patience patience)
    : environment_(environment), patience_(patience) {
  for (const auto& channel : settings.channels) add_channel(channel);
  restore(now);
}

void Office::add_channel(const ChannelSettings& settings) {
  channels_.emplace(settings.id, Channel{.settings = std::make_shared<const ChannelSettings>(settings),
                                         .digest = Digest(settings.id, settings.spec->limits.pulse, settings.route,
                                                          settings.rules, environment_.host),
                                         .lane = Lane(*settings.spec, settings.spec->limits.per_minute)});
}

/// What the last process left behind. Of channels that are gone nothing is kept.
void Office::restore(Now now) {
  auto parcels = environment_.outbox.waiting();
  auto notes = environment_.outbox.notes();
  if (!parcels) note_failure(parcels.error(), now);
  if (!notes) note_failure(notes.error(), now);
  for (auto& parcel : parcels.value_or(std::vector<state::Parcel>{})) {
    const auto channel = channels_.find(parcel.channel);
    auto message = message_from_json(parcel.message);
    if (channel == channels_.end() || !message) {
      changes_.remove.push_back(parcel.id);
      continue;
    }
    channel->second.lane.add({std::move(parcel), *std::move(message)});
  }
  for (const auto& note : notes.value_or(std::vector<state::Note>{})) {
    const auto channel = channels_.find(note.channel);
    if (channel == channels_.end()) {
      changes_.notes.push_back({note.channel, note.key, ""});
    } else {
      channel->second.digest.restore(note.key, note.text);
    }
  }
}

void Office::take(const events::Event& event) {
  for (auto& [id, channel] : channels_) absorb(id, channel.digest.take(event));
}

void Office::absorb(const std::string& id, Digested digested) {
  for (auto& message : digested.messages) fresh_.push_back({id, std::move(message)});
  for (auto& [key, text] : digested.notes) {
    // Only the last word counts, however long nothing can be written.
    std::erase_if(changes_.notes, [&](const state::Note& old) { return old.channel == id && old.key == key; });
    changes_.notes.push_back({id, std::move(key), std::move(text)});
  }
}

std::vector<Delivery> Office::step(Now now) {
  for (auto& [id, channel] : channels_) absorb(id, channel.digest.tick(now));
  write_down(now);
  std::vector<Delivery> out;
  for (auto& [id, channel] : channels_) {
    const auto old = channel.lane.expired(patience_, now.wall);
    if (!old.empty()) give_up(id, old, "it waited for a day");
    const auto& settings = *channel.settings;
    const auto batch = channel.lane.begin(
        now, [&](const Message& message) { return settings.spec->fits(settings.values, letter(settings, message)); });
    if (!batch.empty()) out.push_back(delivery(channel, batch));
  }
  write_down(now);
  tell_pending(now);
  return out;
}

void Office::close(Now now) {
  for (auto& [id, channel] : channels_) {
    const auto& rules = channel.settings->rules;
    absorb(id, channel.digest.tick({now.steady + rules.patience + rules.settle, now.wall}));
  }
  write_down(now, true);
}

void Office::line_up(Now now) {
  for (auto& one : std::exchange(fresh_, {})) {
    auto& channel = channels_.at(one.channel);
    state::Parcel parcel{.channel = one.channel, .message = to_json(one.message), .created = now.wall, .due = now.wall};
    channel.lane.add({std::move(parcel), std::move(one.message)});
    if (channel.settings->spec->limits.pulse) (void)channel.lane.superseded();
  }
}

/// Messages, their notes and what was delivered go into one transaction: a kill in between leaves all or nothing. What
/// could not be written stays to be written with the next: else a message that was delivered meanwhile would come back
/// after a restart, and one that was not would be lost.
void Office::write_down(Now now, bool at_once) {
  line_up(now);
  if (!write_again_ || at_once || now.steady >= *write_again_) {
    std::vector<Waiting*> added;
    for (auto& [id, channel] : channels_) {
      // Yesterday's heartbeat is worth nothing: pings stay in memory.
      if (channel.settings->spec->limits.pulse) continue;
      const auto unwritten = channel.lane.unwritten();
      added.insert(added.end(), unwritten.begin(), unwritten.end());
    }
    auto changes = changes_;
    for (const auto* waiting : added) changes.add.push_back(waiting->parcel);
    // Only a write that is one tells whether writing works again.
    if (changes.empty() && write_again_) changes.notes.push_back({"", "probe", "x"});
    if (!changes.empty()) {
      const auto begin = environment_.clock.steady();
      const auto ids = environment_.outbox.write(changes);
      if (ids) {
        for (std::size_t i = 0; i < added.size(); ++i) added[i]->parcel.id = ids->at(i);
        changes_ = {};
        note_success(std::chrono::duration_cast<std::chrono::microseconds>(environment_.clock.steady() - begin), now);
      } else {
        note_failure(ids.error(), now);
      }
    }
  }
  overflow();
}

void Office::overflow() {
  for (auto& [id, channel] : channels_) {
    while (const auto old = channel.lane.overflow()) give_up(id, {*old}, "too many wait");
  }
}

/// Told once, until it works again; the next try is not made at once, for a full disk stays full.
void Office::note_failure(const Error& error, Now now) {
  constexpr std::chrono::seconds kPause{60};
  const bool news = !write_again_;
  write_again_ = now.steady + kPause;
  if (news) publish(events::StateFailed{error, true}, now);
}

void Office::note_success(std::chrono::microseconds took, Now now) {
  if (!write_again_) return;
  write_again_.reset();
  changes_.notes.push_back({"", "probe", ""});
  publish(events::StateWritten{took, true}, now);
}

Letter Office::letter(const ChannelSettings& channel, Message message) const {
  return {.message = std::move(message),
          .title_template = channel.title_template,
          .text_template = channel.text_template,
          .host = environment_.host};
}

Delivery Office::delivery(Channel& channel, const std::vector<Waiting>& batch) {
  std::vector<Message> messages;
  messages.reserve(batch.size());
  for (const auto& waiting : batch) messages.push_back(waiting.message);
  auto written = letter(*channel.settings, merge(messages));
  written.id = letter_id(environment_.host, batch.front());
  channel.serial = ++serial_;
  return {.serial = channel.serial, .channel = channel.settings, .letter = std::move(written), .count = batch.size()};
}

void Office::finished(const Delivered& delivered, Now now) {
  if (!awaits(delivered.serial)) return;
  auto& channel = channels_.at(delivered.channel);
  channel.serial = 0;
  std::optional<Error> error;
  if (!delivered.outcome) error = delivered.outcome.error();
  // Stopped by ourselves: no failure of the channel.
  if (error && error->reason == Reason::cancelled) return channel.lane.abandon();
  const auto ended = channel.lane.end(error, patience_, environment_.random, now);
  remove(ended.gone);
  for (const auto& waiting : ended.postponed) {
    if (waiting.parcel.id == 0) continue;
    std::erase_if(changes_.postpone, [&](const state::Parcel& old) { return old.id == waiting.parcel.id; });
    changes_.postpone.push_back(waiting.parcel);
  }
  const auto& first = ended.gone.empty() ? ended.postponed.front() : ended.gone.front();
  publish(events::NotificationTried{.channel = delivered.channel,
                                    .type = channel.settings->spec->id,
                                    .title = first.message.title,
                                    .merged = ended.gone.empty() ? 0 : ended.gone.size() - 1,
                                    .routine = channel.settings->spec->limits.pulse,
                                    .remark = delivered.outcome ? delivered.outcome->remark : std::string(),
                                    .took = delivered.took,
                                    .error = std::move(error),
                                    .next_attempt = ended.next_attempt},
          now);
}

void Office::remove(const std::vector<Waiting>& parcels) {
  for (const auto& waiting : parcels) {
    if (waiting.parcel.id != 0) changes_.remove.push_back(waiting.parcel.id);
  }
}

void Office::give_up(const std::string& id, const std::vector<Waiting>& parcels, std::string_view why) {
  remove(parcels);
  for (const auto& waiting : parcels) {
    const Now now{environment_.clock.steady(), environment_.clock.wall()};
    publish(events::NotificationTried{.channel = id,
                                      .type = channels_.at(id).settings->spec->id,
                                      .title = waiting.message.title,
                                      .error = Error{.reason = Reason::timeout, .message = cat("given up: ", why)}},
            now);
  }
}

void Office::tell_pending(Now now) {
  std::size_t count = 0;
  for (const auto& [id, channel] : channels_) count += channel.lane.size();
  if (told_ == count) return;
  told_ = count;
  publish(events::NotificationsPending{count}, now);
}

void Office::publish(events::Payload payload, Now now) const {
  environment_.sink.publish({.at = now.wall, .steady = now.steady, .trace = {}, .payload = std::move(payload)});
}

std::optional<SteadyTime> Office::due(Now now) const {
  std::optional<SteadyTime> out;
  const auto earlier = [&](const std::optional<SteadyTime>& at) {
    if (at && (!out || *at < *out)) out = at;
  };
  for (const auto& [id, channel] : channels_) {
    earlier(channel.digest.due());
    earlier(channel.lane.due(now));
  }
  if (write_again_) earlier(write_again_);
  if (!fresh_.empty() || (!changes_.empty() && !write_again_)) earlier(now.steady);
  return out;
}

bool Office::awaits(std::uint64_t serial) const {
  return std::any_of(channels_.begin(), channels_.end(),
                     [&](const auto& entry) { return entry.second.serial == serial && serial != 0; });
}

void Office::configure(const Settings& settings, Now now) {
  std::map<std::string, Channel> old = std::exchange(channels_, {});
  for (const auto& wanted : settings.channels) {
    auto kept = old.extract(wanted.id);
    if (!kept || kept.mapped().settings->spec != wanted.spec) {
      if (kept) old.insert(std::move(kept));
      add_channel(wanted);
      continue;
    }
    Channel& channel = kept.mapped();
    if (*channel.settings != wanted) {
      channel.settings = std::make_shared<const ChannelSettings>(wanted);
      channel.digest.configure(wanted.route, wanted.rules);
      channel.lane.abandon();
      channel.serial = 0;
      channel.lane.retry_now(now.wall);
    }
    channels_.insert(std::move(kept));
  }
  std::erase_if(fresh_, [&](const Fresh& one) { return !channels_.contains(one.channel); });
  for (auto& [id, gone] : old) remove(gone.lane.all());
}

}  // namespace ddns::notify
