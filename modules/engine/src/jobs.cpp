#include "jobs.h"

#include <exception>

#include "checker.h"
#include "lane.h"
#include "sighting.h"

namespace ddns::engine {
namespace {

struct Run {
  const JobDoors& doors;

  Message operator()(const SourceJob& job) const { return run_source(job, doors.environment, doors.stop); }
  Message operator()(const LaneJob& job) const {
    return run_lane(job, {.environment = doors.environment,
                          .journal = doors.journal,
                          .waiter = doors.waiter,
                          .stop = doors.stop,
                          .wind_down = doors.wind_down,
                          .post = doors.post});
  }
  Message operator()(const CheckJob& job) const {
    return run_checks(job, doors.environment, doors.authorities, doors.stop);
  }
  Message operator()(const JournalJob& job) const {
    doors.journal.write(job.batch);
    return JournalDone{};
  }
};

struct Fail {
  const Error& error;

  Message operator()(const SourceJob& job) const { return source_failed(job, error); }
  Message operator()(const LaneJob& job) const { return lane_failed(job, error); }
  Message operator()(const CheckJob& job) const { return checks_failed(job, error); }
  Message operator()(const JournalJob&) const { return JournalDone{}; }
};

}  // namespace

Message run_job(const Job& job, const JobDoors& doors) {
  try {
    return std::visit(Run{doors}, job);
  } catch (const std::exception& exception) {
    return job_failed(job, {.reason = Reason::internal, .message = exception.what()});
  }
}

Message job_failed(const Job& job, const Error& error) { return std::visit(Fail{error}, job); }

}  // namespace ddns::engine
