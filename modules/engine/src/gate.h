#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <stop_token>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"

namespace ddns::engine {

enum class Verb : unsigned char { zones, read, write };

/// Decides for one lane whether further calls may leave: closed once an error concerns the whole account, or when the
/// lane has to end. Safe to use from several threads.
class Gate {
 public:
  Gate(std::stop_token stop, std::stop_token wind_down) : stop_(std::move(stop)), wind_down_(std::move(wind_down)) {}

  [[nodiscard]] bool open() const;
  void succeeded(Verb verb);
  /// There are several zones to read: that the first one cannot be read need not be the service's own fault.
  void forgive_one_read();
  /// True when the error is the whole account's: the gate is closed from now on.
  bool failed(Verb verb, const Error& error);
  /// The service's rate allows no call before `until`: closed, but nothing is wrong.
  void put_off(SteadyTime until);

  [[nodiscard]] std::optional<Error> account_error() const;
  [[nodiscard]] std::optional<SteadyTime> put_off_until() const;
  /// Calls that the service answered with sense, refusals of single records included.
  [[nodiscard]] unsigned successes() const;

 private:
  [[nodiscard]] bool concerns_account(Verb verb, const Error& error);

  std::stop_token stop_;
  std::stop_token wind_down_;
  mutable std::mutex mutex_;
  std::array<unsigned, 3> successes_{};
  unsigned answered_ = 0;
  unsigned in_a_row_ = 0;
  bool forgiving_ = false;
  std::optional<Error> error_;
  std::optional<SteadyTime> put_off_;
};

}  // namespace ddns::engine
