#include "bridge_queue.h"

#include <algorithm>

namespace ddns::notify {
namespace {

/// Alertmanager retries within minutes and then begins anew with its group interval.
constexpr std::chrono::minutes kRemembered{10};
constexpr std::size_t kMostHeld = 50;

}  // namespace

void BridgeQueue::forget_old(SteadyTime now) {
  std::erase_if(held_, [&](const auto& entry) { return now >= entry.second.at + kRemembered; });
  std::erase_if(done_, [&](const auto& entry) { return now >= entry.second + kRemembered; });
}

BridgeQueue::Offer BridgeQueue::offer(const std::string& key, const Message& message, Now now) {
  forget_old(now.steady);
  // Once: when the same comes again later, it is a reminder and not a retry.
  if (done_.erase(key) > 0) return {.kind = Offer::Kind::done};
  const auto free = rate_.next(now.steady);
  if (flying_ || free > now.steady) {
    if (held_.size() < kMostHeld) held_.insert_or_assign(key, Held{message, now.steady});
    const auto wait = std::chrono::ceil<std::chrono::seconds>(free - now.steady);
    return {.kind = Offer::Kind::later, .retry_after = std::max(wait, std::chrono::seconds{1})};
  }
  held_.erase(key);
  Offer out{.kind = Offer::Kind::send};
  std::vector<std::pair<SteadyTime, std::string>> order;
  order.reserve(held_.size());
  for (const auto& [other, held] : held_) order.emplace_back(held.at, other);
  std::sort(order.begin(), order.end());
  std::vector<Message> messages;
  messages.reserve(order.size() + 1);
  out.held.reserve(order.size());
  for (const auto& [at, other] : order) {
    messages.push_back(held_.at(other).message);
    out.held.push_back(other);
  }
  messages.push_back(message);
  out.message = merge(messages);
  rate_.take(now.steady);
  flying_ = true;
  return out;
}

void BridgeQueue::settle(const Offer& offer, bool delivered, Now now) {
  flying_ = false;
  if (!delivered) return;
  for (const auto& key : offer.held) {
    held_.erase(key);
    done_[key] = now.steady;
  }
}

}  // namespace ddns::notify
