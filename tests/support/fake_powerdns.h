#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/stub_server.h"

namespace ddns::test {

/// A DNS service with a memory, on a loopback port: the two calls of the PowerDNS API that the provider makes, for
/// every zone one may name, with the times and the faults a test wants. Thread-safe.
class FakePowerDns {
 public:
  /// Decides about a request before it is handled: a reply stands instead of the usual one. `count` is 1 for the first
  /// request of all.
  using Fault = std::function<std::optional<Reply>(const SeenRequest& seen, std::size_t count)>;
  /// Sees every write after it took effect, before it is answered.
  using AfterWrite = std::function<void(const SeenRequest& seen, std::size_t writes)>;

  explicit FakePowerDns(std::string api_key);

  [[nodiscard]] std::string url() const { return server_.url(); }

  void set_latency(std::chrono::milliseconds latency) { latency_ = latency; }
  void set_fault(Fault fault);
  void set_after_write(AfterWrite after_write);

  /// The values of one record, e.g. addresses("home.example.com", "A").
  [[nodiscard]] std::set<std::string> addresses(const std::string& name, const std::string& type = "A") const;
  /// Lets a write take effect: for faults that lose nothing but the answer.
  void apply(const SeenRequest& seen) { (void)write(seen); }
  /// As if somebody else had written it.
  void set(const std::string& name, const std::string& type, const std::set<std::string>& addresses);
  /// Writes of this name that took effect.
  [[nodiscard]] std::size_t writes_of(const std::string& name) const;
  [[nodiscard]] std::size_t writes() const;    ///< writes that took effect, one per record
  [[nodiscard]] std::size_t requests() const;  ///< requests that came, whatever became of them
  [[nodiscard]] std::vector<SeenRequest> seen() const { return server_.requests(); }
  [[nodiscard]] int most_at_once() const { return server_.most_at_once(); }

 private:
  Reply handle(const SeenRequest& seen);
  Reply read(const SeenRequest& seen) const;
  Reply write(const SeenRequest& seen);

  std::string api_key_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> records_;
  std::map<std::string, std::size_t> writes_;
  Fault fault_;
  AfterWrite after_write_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::chrono::milliseconds> latency_{std::chrono::milliseconds{0}};
  StubServer server_;  ///< last: its threads use the others
};

}  // namespace ddns::test
