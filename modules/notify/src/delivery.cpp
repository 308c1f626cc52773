#include "delivery.h"

#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

Result<Ack> by_mail(const Delivery& delivery, const Environment& environment, const http::CallLimits& limits) {
  const auto& channel = *delivery.channel;
  auto posting = channel.spec->mail(channel.values, delivery.letter, environment.clock.wall());
  if (!posting) return fail(std::move(posting).error());
  posting->server.ca_file = channel.http.ca_file;
  posting->server.bind = channel.http.bind;
  if (auto sent = environment.mailer.send(*posting, limits); !sent) return fail(std::move(sent).error());
  return Ack{};
}

Result<Ack> by_http(const Delivery& delivery, const Environment& environment, const http::CallLimits& limits) {
  const auto& channel = *delivery.channel;
  const auto request = channel.spec->request(channel.values, delivery.letter, environment.clock.wall());
  if (!request) return fail(request.error());
  auto client = environment.http.open(channel.http);
  if (!client) return fail(std::move(client).error());
  const auto response = (*client)->send(*request, limits);
  if (!response) return fail(response.error());
  return channel.spec->judge(*request, *response, environment.clock.wall());
}

}  // namespace

Delivered deliver(const Delivery& delivery, const Environment& environment, std::stop_token stop) {
  const auto begin = environment.clock.steady();
  const http::CallLimits limits{Deadline::after(environment.clock, delivery.channel->timeout), std::move(stop)};
  Delivered out{.serial = delivery.serial, .channel = delivery.channel->id, .outcome = Ack{}};
  try {
    out.outcome =
        delivery.channel->spec->mail ? by_mail(delivery, environment, limits) : by_http(delivery, environment, limits);
  } catch (const std::exception& thrown) {
    out.outcome = fail(Reason::internal, cat("channel ", delivery.channel->id, ": ", thrown.what()));
  }
  if (!out.outcome) out.outcome.error().message = environment.mask(std::move(out.outcome.error().message));
  out.took = std::chrono::duration_cast<std::chrono::milliseconds>(environment.clock.steady() - begin);
  return out;
}

}  // namespace ddns::notify
