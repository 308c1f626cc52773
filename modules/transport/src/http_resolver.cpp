#include "http_resolver.h"

#include <Poco/Net/SocketAddress.h>  // brings the system's socket headers

#include <algorithm>
#include <condition_variable>
#include <system_error>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/platform/thread_name.h"

namespace ddns::transport {
namespace {

constexpr std::chrono::seconds kRemembered{30};
/// A dead resolver holds a thread for some 20 s; so many names at once are more than any configuration has.
constexpr long kMostThreads = 64;

std::optional<IpAddress> from_socket_address(const addrinfo& entry) {
  if (entry.ai_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(entry.ai_addr);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&v4->sin_addr);
    return IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
  }
  if (entry.ai_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(entry.ai_addr);
    IpAddress::Bytes bytes{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&v6->sin6_addr), bytes.size(), bytes.begin());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

/// RFC 8305 section 4: alternate between the families, so that a family that leads nowhere costs one attempt.
std::vector<IpAddress> in_turn(const std::vector<IpAddress>& addresses) {
  std::vector<IpAddress> v6;
  std::vector<IpAddress> v4;
  for (const auto& address : addresses) {
    auto& list = address.is_v6() ? v6 : v4;
    if (std::find(list.begin(), list.end(), address) == list.end()) list.push_back(address);
  }
  std::vector<IpAddress> out;
  for (std::size_t i = 0; i < std::max(v6.size(), v4.size()); ++i) {
    if (i < v6.size()) out.push_back(v6[i]);
    if (i < v4.size()) out.push_back(v4[i]);
  }
  return out;
}

/// Runs at the bottom of a thread, where an exception would end the program.
Result<std::vector<IpAddress>> guarded(const NameLookup& lookup, const std::string& host,
                                       std::optional<Family> family) {
  try {
    return lookup(host, family);
  } catch (const std::exception& failure) {
    return fail(Reason::resolve, failure.what());
  }
}

Result<std::vector<IpAddress>> only(std::vector<IpAddress> addresses, std::optional<Family> family,
                                    const Guard& guard) {
  if (family) std::erase_if(addresses, [&](const IpAddress& address) { return address.family() != *family; });
  if (!addresses.empty()) return in_turn(addresses);
  return fail(Reason::resolve,
              cat(guard.origin(), ": the name has no ", family ? to_string(*family) : "usable", " address"));
}

}  // namespace

Result<std::vector<IpAddress>> system_lookup(const std::string& host, std::optional<Family> family) {
  addrinfo hints{};
  hints.ai_family = family ? (*family == Family::ipv4 ? AF_INET : AF_INET6) : AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  if (code == EAI_AGAIN) return fail(Reason::resolve, "the name server does not answer");
  if (code != 0) return fail(Reason::resolve, "no such name, or it has no address of the wanted family");
  std::vector<IpAddress> out;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (const auto address = from_socket_address(*entry)) out.push_back(*address);
  }
  return out;
}

struct HttpResolver::Pending {
  std::mutex mutex;
  std::condition_variable done;
  std::optional<Result<std::vector<IpAddress>>> answer;
};

HttpResolver::HttpResolver(NameLookup lookup) : lookup_(std::move(lookup)), threads_(std::make_shared<int>(0)) {}

Result<std::vector<IpAddress>> HttpResolver::resolve(const std::string& host, std::optional<Family> family,
                                                     const Guard& guard) {
  if (const auto literal = IpAddress::parse(host)) return only({*literal}, family, guard);
  const Key key(host, family);
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    if (found != known_.end() && guard.now() < found->second.until) return only(found->second.addresses, family, guard);
  }
  const auto pending = begin(key, guard);
  if (!pending) return fail(pending.error());
  std::unique_lock lock((*pending)->mutex);
  while (!(*pending)->answer) {
    if (auto over = guard.over(Stage::resolve)) return fail(std::move(*over));
    (*pending)->done.wait_for(lock, guard.slice());
  }
  const auto answer = *(*pending)->answer;
  lock.unlock();
  finish(key, *pending, guard);
  if (!answer) {
    return fail(Reason::resolve, cat(guard.origin(), ": the name cannot be resolved: ", answer.error().message));
  }
  return only(*answer, family, guard);
}

Result<std::shared_ptr<HttpResolver::Pending>> HttpResolver::begin(const Key& key, const Guard& guard) {
  const std::lock_guard lock(mutex_);
  if (const auto found = pending_.find(key); found != pending_.end()) {
    const std::lock_guard answer_lock(found->second->mutex);
    // An answer nobody waited for is from an unknown time ago.
    if (!found->second->answer) return found->second;
  }
  if (threads_.use_count() > kMostThreads) {
    return fail(Reason::resolve, cat(guard.origin(), ": too many name lookups are still waiting for an answer"));
  }
  auto pending = std::make_shared<Pending>();
  try {
    std::thread([pending, key, lookup = lookup_, counted = threads_] {
      platform::name_thread("look-up");
      auto answer = guarded(lookup, key.first, key.second);
      const std::lock_guard answer_lock(pending->mutex);
      pending->answer = std::move(answer);
      pending->done.notify_all();
    }).detach();
  } catch (const std::system_error& failure) {
    return fail(Reason::internal, cat(guard.origin(), ": no thread for the name lookup: ", failure.what()));
  }
  pending_[key] = pending;
  return pending;
}

void HttpResolver::finish(const Key& key, const std::shared_ptr<Pending>& pending, const Guard& guard) {
  const std::lock_guard lock(mutex_);
  const auto found = pending_.find(key);
  // Another caller was faster, or the network changed and this answer is about the old one.
  if (found == pending_.end() || found->second != pending) return;
  pending_.erase(found);
  const auto& answer = *pending->answer;  // no longer changes
  if (!answer || answer->empty()) return;
  std::erase_if(known_, [&](const auto& entry) { return entry.second.until <= guard.now(); });
  known_[key] = {*answer, guard.now() + kRemembered};
}

void HttpResolver::forget() noexcept {
  const std::lock_guard lock(mutex_);
  pending_.clear();
  known_.clear();
}

}  // namespace ddns::transport
