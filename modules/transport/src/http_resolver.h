#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/transport/http_client.h"
#include "http_guard.h"

namespace ddns::transport {

/// Host names to addresses within a call's limits. Lookups for the same name share one thread; a thread whose callers
/// have all gone is left to end by itself. Thread-safe.
class HttpResolver {
 public:
  explicit HttpResolver(NameLookup lookup);

  /// In the order to be tried: IPv6 and IPv4 in turn, IPv6 first. Never empty. Errors: resolve, timeout, cancelled.
  [[nodiscard]] Result<std::vector<IpAddress>> resolve(const std::string& host, std::optional<Family> family,
                                                       const Guard& guard);
  /// Drops answers, also those still on their way.
  void forget() noexcept;

 private:
  struct Pending;
  struct Known {
    std::vector<IpAddress> addresses;
    SteadyTime until;
  };
  using Key = std::pair<std::string, std::optional<Family>>;

  [[nodiscard]] Result<std::shared_ptr<Pending>> begin(const Key& key, const Guard& guard);
  void finish(const Key& key, const std::shared_ptr<Pending>& pending, const Guard& guard);

  const NameLookup lookup_;
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<Pending>> pending_;
  std::map<Key, Known> known_;
  std::shared_ptr<int> threads_;  ///< its use count is one more than the number of lookup threads
};

}  // namespace ddns::transport
