#include "ddns/notify/bridge.h"

#include <map>
#include <mutex>

#include "bridge_queue.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/notify/alertmanager.h"

namespace ddns::notify {
namespace {

struct Robot {
  explicit Robot(RobotSettings its_settings)
      : settings(std::move(its_settings)), queue(settings.spec->limits.per_minute) {}

  const RobotSettings settings;
  std::mutex mutex;  ///< guards the queue
  BridgeQueue queue;
};

std::string key_of(const AlertGroup& group, const Message& message) {
  return crypto::to_hex(crypto::digest(crypto::Hash::sha256, cat(group.key, '\n', message.title, '\n', message.text)));
}

}  // namespace

struct Bridge::Impl {
  Environment environment;
  std::map<std::string, Robot, std::less<>> robots = {};

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

  Answer send_offer(Robot& robot, const BridgeQueue::Offer& offer, const std::stop_token& stop) {
    const auto begin = now();
    auto outcome = send(robot.settings, offer.message, stop);
    {
      const std::lock_guard lock(robot.mutex);
      robot.queue.settle(offer, outcome.has_value(), now());
    }
    std::optional<Error> error;
    if (!outcome) {
      error = std::move(outcome).error();
      error->message = environment.mask(std::move(error->message));
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(now().steady - begin.steady);
    environment.sink.publish({.at = now().wall,
                              .steady = now().steady,
                              .trace = {},
                              .payload = events::BridgeSent{.robot = robot.settings.id,
                                                            .type = robot.settings.spec->id,
                                                            .merged = outcome ? offer.held.size() : 0,
                                                            .took = took,
                                                            .error = error}});
    if (!error) return {.status = 200, .message = "delivered"};
    const bool later = error_class(*error) == ErrorClass::rate_limited;
    return {.status = later ? 503 : 502, .message = error->message, .retry_after = error->retry_after};
  }
};

Bridge::Bridge(Environment environment, BridgeSettings settings)
    : impl_(std::make_unique<Impl>(Impl{std::move(environment)})) {
  for (auto& robot : settings.robots) impl_->robots.try_emplace(robot.id, robot);
}

Bridge::~Bridge() = default;

Bridge::Answer Bridge::pass_on(std::string_view robot, std::string_view body, const std::stop_token& stop) {
  const auto found = impl_->robots.find(robot);
  if (found == impl_->robots.end()) return {.status = 404, .message = "no robot has this id"};
  const auto group = parse_alertmanager(body);
  if (!group) return {.status = 400, .message = group.error().message};
  const auto message = to_message(*group, impl_->environment.clock.wall());
  BridgeQueue::Offer offer;
  {
    const std::lock_guard lock(found->second.mutex);
    offer = found->second.queue.offer(key_of(*group, message), message, impl_->now());
  }
  switch (offer.kind) {
    case BridgeQueue::Offer::Kind::done:
      return {.status = 200, .message = "delivered along with another"};
    case BridgeQueue::Offer::Kind::later:
      return {.status = 503, .message = "the robot's limit is used up", .retry_after = offer.retry_after};
    case BridgeQueue::Offer::Kind::send:
      break;
  }
  return impl_->send_offer(found->second, offer, stop);
}

}  // namespace ddns::notify
