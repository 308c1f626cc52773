#include "bridge_queue.h"

#include <algorithm>

namespace ddns::notify {
namespace {

/// Alertmanager's retries are at most 90 s apart (a minute, and half of it by chance): who has not asked for longer has
/// given up, and may since know better.
constexpr std::chrono::minutes kWanted{2};
/// After giving up it begins anew with its group interval, 5 minutes by default.
constexpr std::chrono::minutes kRemembered{10};
constexpr std::size_t kMostHeld = 50;

bool says_the_same(const Message& one, const Message& other) {
  return one.title == other.title && one.text == other.text;
}

Message together(const std::vector<BridgeQueue::Part>& parts, const Message& last) {
  std::vector<Message> messages;
  messages.reserve(parts.size() + 1);
  for (const auto& part : parts) messages.push_back(part.message);
  messages.push_back(last);
  return merge(messages);
}

}  // namespace

void BridgeQueue::forget_old(SteadyTime now) {
  std::erase_if(held_, [&](const auto& entry) { return now >= entry.second.asked + kWanted; });
  std::erase_if(done_, [&](const auto& entry) { return now >= entry.second.at + kRemembered; });
}

void BridgeQueue::hold(const std::string& group, const Message& message, SteadyTime now) {
  if (held_.size() >= kMostHeld && !held_.contains(group)) return;
  auto& held = held_.try_emplace(group, Held{.message = message, .since = now, .asked = now}).first->second;
  held.message = message;
  held.asked = now;
}

/// What is held, oldest first, as far as it fits whole. What is too long to go along waits for a turn of its own.
std::vector<BridgeQueue::Part> BridgeQueue::companions(const Message& message, const Fits& fits) const {
  std::vector<std::pair<SteadyTime, std::string>> order;
  order.reserve(held_.size());
  for (const auto& [group, held] : held_) order.emplace_back(held.since, group);
  std::sort(order.begin(), order.end());
  std::vector<Part> out;
  for (const auto& [since, group] : order) {
    out.push_back({group, held_.at(group).message});
    if (!fits(together(out, message))) out.pop_back();
  }
  return out;
}

BridgeQueue::Offer BridgeQueue::offer(const std::string& group, const Message& message, const Fits& fits, Now now) {
  forget_old(now.steady);
  if (const auto gone = done_.find(group); gone != done_.end()) {
    const bool retry = says_the_same(gone->second.message, message);
    // Once: when the same comes again later, it is a reminder and not a retry.
    done_.erase(gone);
    if (retry) return {.kind = Offer::Kind::done};
  }
  const auto free = rate_.next(now.steady);
  if (flying_ || free > now.steady) {
    hold(group, message, now.steady);
    const auto wait = std::chrono::ceil<std::chrono::seconds>(free - now.steady);
    return {.kind = free > now.steady ? Offer::Kind::later : Offer::Kind::busy,
            .retry_after = std::max(wait, std::chrono::seconds{1})};
  }
  held_.erase(group);
  Offer out{.kind = Offer::Kind::send, .held = companions(message, fits)};
  out.message = together(out.held, message);
  rate_.take(now.steady);
  flying_ = true;
  return out;
}

void BridgeQueue::settle(const Offer& offer, bool delivered, Now now) {
  flying_ = false;
  if (!delivered) return;
  for (const auto& part : offer.held) {
    const auto held = held_.find(part.group);
    // While it was on its way the group may have come with news: those are still to be told.
    if (held != held_.end() && !says_the_same(held->second.message, part.message)) continue;
    if (held != held_.end()) held_.erase(held);
    done_.insert_or_assign(part.group, Gone{part.message, now.steady});
  }
}

}  // namespace ddns::notify
