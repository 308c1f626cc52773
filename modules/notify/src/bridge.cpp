#include "ddns/notify/bridge.h"

#include <map>
#include <mutex>

#include "bridge_queue.h"
#include "ddns/core/text.h"
#include "ddns/notify/alertmanager.h"

namespace ddns::notify {
namespace {

/// What a robot was sent and what waits for it; outlives settings.
struct Line {
  explicit Line(unsigned per_minute) : queue(per_minute) {}

  std::mutex mutex;  ///< guards the queue
  BridgeQueue queue;
};

struct Robot {
  RobotSettings settings;
  std::shared_ptr<Line> line;
};

/// Settles an offer when the sending ends, however it ends: else the robot would count as busy for ever.
class Settlement {
 public:
  Settlement(Line& line, const BridgeQueue::Offer& offer, const Clock& clock)
      : line_(line), offer_(offer), clock_(clock) {}
  ~Settlement() {
    const std::lock_guard lock(line_.mutex);
    line_.queue.settle(offer_, delivered, {clock_.steady(), clock_.wall()});
  }
  Settlement(const Settlement&) = delete;
  Settlement& operator=(const Settlement&) = delete;

  bool delivered = false;

 private:
  Line& line_;
  const BridgeQueue::Offer& offer_;
  const Clock& clock_;
};

}  // namespace

struct Bridge::Impl {
  using Robots = std::map<std::string, std::shared_ptr<const Robot>, std::less<>>;

  explicit Impl(Environment its_environment) : environment(std::move(its_environment)) {}

  Environment environment;
  std::mutex mutex;  ///< guards the map
  Robots robots;

  std::shared_ptr<const Robot> find(std::string_view id) {
    const std::lock_guard lock(mutex);
    const auto found = robots.find(id);
    return found == robots.end() ? nullptr : found->second;
  }

  [[nodiscard]] Now now() const { return {environment.clock.steady(), environment.clock.wall()}; }

  Result<Ack> send(const RobotSettings& robot, const Message& message, const std::stop_token& stop) const {
    const auto request = robot.spec->request(robot.values, {.message = message}, environment.clock.wall());
    if (!request) return fail(request.error());
    auto client = environment.http.open(robot.http);
    if (!client) return fail(std::move(client).error());
    const auto response = (*client)->send(*request, {Deadline::after(environment.clock, robot.timeout), stop});
    if (!response) return fail(response.error());
    return robot.spec->judge(*request, *response, environment.clock.wall());
  }

  Result<Ack> try_to_send(const Robot& robot, const BridgeQueue::Offer& offer, const std::stop_token& stop) const {
    Settlement settlement(*robot.line, offer, environment.clock);
    try {
      auto outcome = send(robot.settings, offer.message, stop);
      settlement.delivered = outcome.has_value();
      return outcome;
    } catch (const std::exception& thrown) {
      return fail(Reason::internal, cat("robot ", robot.settings.id, ": ", thrown.what()));
    }
  }

  Answer send_offer(const Robot& robot, const BridgeQueue::Offer& offer, const std::stop_token& stop) const {
    const auto begin = now();
    auto outcome = try_to_send(robot, offer, stop);
    const bool sent = outcome.has_value();
    std::optional<Error> error;
    if (!sent) {
      error = std::move(outcome).error();
      error->message = environment.mask(std::move(error->message));
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(now().steady - begin.steady);
    environment.sink.publish({.at = now().wall,
                              .steady = now().steady,
                              .trace = {},
                              .payload = events::BridgeSent{.robot = robot.settings.id,
                                                            .type = robot.settings.spec->id,
                                                            .merged = sent ? offer.held.size() : 0,
                                                            .took = took,
                                                            .error = error}});
    if (!error) return {.status = 200, .message = "delivered"};
    const bool later = error_class(*error) == ErrorClass::rate_limited;
    return {.status = later ? 503 : 502, .message = error->message, .retry_after = error->retry_after};
  }
};

Bridge::Bridge(Environment environment, const BridgeSettings& settings)
    : impl_(std::make_unique<Impl>(std::move(environment))) {
  configure(settings);
}

Bridge::~Bridge() = default;

void Bridge::configure(const BridgeSettings& settings) {
  Impl::Robots robots;
  for (const auto& wanted : settings.robots) {
    const auto old = impl_->find(wanted.id);
    const bool same = old && old->settings.spec == wanted.spec;
    auto line = same ? old->line : std::make_shared<Line>(wanted.spec->limits.per_minute);
    robots.try_emplace(wanted.id, std::make_shared<const Robot>(Robot{wanted, std::move(line)}));
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->robots = std::move(robots);
}

Bridge::Answer Bridge::pass_on(std::string_view robot, std::string_view body, const std::stop_token& stop) {
  const auto found = impl_->find(robot);
  if (!found) return {.status = 404, .message = "no robot has this id"};
  const auto group = parse_alertmanager(body);
  if (!group) return {.status = 400, .message = group.error().message};
  const auto message = to_message(*group, impl_->environment.clock.wall());
  BridgeQueue::Offer offer;
  {
    const std::lock_guard lock(found->line->mutex);
    const auto& settings = found->settings;
    const Fits fits = [&](const Message& whole) { return settings.spec->fits(settings.values, {.message = whole}); };
    offer = found->line->queue.offer(group->key, message, fits, impl_->now());
  }
  switch (offer.kind) {
    case BridgeQueue::Offer::Kind::done:
      return {.status = 200, .message = "delivered along with another"};
    case BridgeQueue::Offer::Kind::busy:
      return {.status = 503, .message = "another message is on its way to the robot", .retry_after = offer.retry_after};
    case BridgeQueue::Offer::Kind::later:
      return {.status = 503, .message = "the robot's limit is used up", .retry_after = offer.retry_after};
    case BridgeQueue::Offer::Kind::send:
      break;
  }
  return impl_->send_offer(*found, offer, stop);
}

}  // namespace ddns::notify
