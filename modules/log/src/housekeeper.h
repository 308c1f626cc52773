#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "closed_files.h"

namespace ddns::log {

/// Looks after closed files in a thread that lives as long as there is something to do, so that who writes a line never
/// waits for it. Thread-safe. The destructor ends it within a block of compression.
class Housekeeper {
 public:
  explicit Housekeeper(std::atomic<std::uint64_t>& failures) : failures_(failures) {}
  ~Housekeeper();
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

  /// Returns at once. While it is still busy, the newest request is remembered and carried out afterwards.
  void start(Keeping keeping);

 private:
  void work(const std::stop_token& stop);
  [[nodiscard]] std::optional<Keeping> next();

  std::atomic<std::uint64_t>& failures_;
  std::mutex mutex_;
  bool busy_ = false;
  std::optional<Keeping> waiting_;
  std::jthread thread_;
};

}  // namespace ddns::log
