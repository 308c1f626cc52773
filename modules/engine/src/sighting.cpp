#include "sighting.h"

#include <exception>
#include <memory>
#include <mutex>

#include "ddns/core/text.h"
#include "masking.h"
#include "observed.h"
#include "tuning.h"

namespace ddns::engine {
namespace {

/// Made by the first request: most kinds of sources never send one.
class LazyHttp final : public http::HttpClient {
 public:
  LazyHttp(http::HttpClientFactory& factory, http::HttpOptions options)
      : factory_(factory), options_(std::move(options)) {}

  Result<http::Response> send(const http::Request& request, const http::CallLimits& limits) override {
    {
      const std::lock_guard lock(mutex_);
      if (!client_) client_ = factory_.open(options_);
      if (!*client_) return fail(client_->error());
    }
    return (**client_)->send(request, limits);
  }

 private:
  http::HttpClientFactory& factory_;
  http::HttpOptions options_;
  std::mutex mutex_;
  std::optional<Result<std::unique_ptr<http::HttpClient>>> client_;
};

/// A source may quote what it was told, and somebody may have put a secret into its address.
void mask_doubts(const Environment& environment, ipsource::Sighting& sighting) {
  if (auto* unavailable = std::get_if<Unavailable>(&sighting.observation)) mask(environment, unavailable->why);
  for (ipsource::Vote& vote : sighting.votes) {
    if (auto* unavailable = std::get_if<Unavailable>(&vote.said)) mask(environment, unavailable->why);
  }
}

}  // namespace

SourceAnswered source_failed(const SourceJob& job, const Error& error) {
  return {.generation = job.generation, .watch = job.watch, .sighting = {.observation = Unavailable{error}}};
}

SourceAnswered run_source(const SourceJob& job, const Environment& environment, const std::stop_token& stop) {
  const SourceSettings& source = job.settings->sources[job.source];
  http::HttpOptions options = source.http;
  // An echo service tells the address it is spoken to from, so the question has to travel over the asked family.
  if (!options.family) options.family = job.family;
  const CallLabel label{source.id, {}, "detect", job.trace};
  LazyHttp client(environment.http, std::move(options));
  ObservedHttp http(client, environment, label);
  ObservedExchange dns(environment, label);
  const Call call{.http = http,
                  .dns = dns,
                  .clock = environment.clock,
                  .random = environment.random,
                  .deadline = Deadline::after(environment.clock, source.timeout),
                  .stop = stop,
                  .trace = job.trace};
  const SteadyTime began = environment.clock.steady();
  SourceAnswered answer{.generation = job.generation, .watch = job.watch, .sighting = {.observation = Known{}}};
  try {
    answer.sighting = source.source->observe(job.family, call);
  } catch (const std::exception& exception) {
    answer = source_failed(
        job, {.reason = Reason::internal, .message = cat("source ", source.id, " broke off: ", exception.what())});
  }
  mask_doubts(environment, answer.sighting);
  answer.took = std::chrono::duration_cast<milliseconds>(environment.clock.steady() - began);
  return answer;
}

}  // namespace ddns::engine
