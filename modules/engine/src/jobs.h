#pragma once

#include <functional>
#include <stop_token>

#include "authorities.h"
#include "journal.h"
#include "message.h"
#include "waiter.h"

namespace ddns::engine {

/// What jobs share; references outlive them.
struct JobDoors {
  const Environment& environment;
  Journal& journal;
  Waiter& waiter;
  Authorities& authorities;
  std::stop_token stop;
  std::stop_token wind_down;
  std::function<void(Message)> post;
};

/// Does any job on the caller's thread; the last message about it.
[[nodiscard]] Message run_job(const Job& job, const JobDoors& doors);
/// That message for a job that could not begin.
[[nodiscard]] Message job_failed(const Job& job, const Error& error);

}  // namespace ddns::engine
