#include "delivery.h"

#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

Result<Ack> by_mail(const Delivery& delivery, const Senders& senders, const http::CallLimits& limits) {
  const auto& channel = *delivery.channel;
  auto posting = channel.spec->mail(channel.values, delivery.letter, senders.clock.wall());
  if (!posting) return fail(std::move(posting).error());
  posting->server.ca_file = channel.http.ca_file;
  posting->server.bind = channel.http.bind;
  const auto receipt = senders.mailer.send(*posting, limits);
  if (!receipt) return fail(receipt.error());
  if (receipt->refused.empty()) return Ack{};
  return Ack{.remark = cat("the mail server refused ", join(receipt->refused, ", "))};
}

Result<Ack> by_http(const Delivery& delivery, const Senders& senders, const http::CallLimits& limits) {
  const auto& channel = *delivery.channel;
  const auto request = channel.spec->request(channel.values, delivery.letter, senders.clock.wall());
  if (!request) return fail(request.error());
  auto client = senders.http.open(channel.http);
  if (!client) return fail(std::move(client).error());
  const auto response = (*client)->send(*request, limits);
  if (!response) return fail(response.error());
  return channel.spec->judge(*request, *response, senders.clock.wall());
}

}  // namespace

Delivered deliver(const Delivery& delivery, const Senders& senders, std::stop_token stop) {
  const auto begin = senders.clock.steady();
  const http::CallLimits limits{Deadline::after(senders.clock, delivery.channel->timeout), std::move(stop)};
  Delivered out{.serial = delivery.serial, .channel = delivery.channel->id, .outcome = Ack{}};
  try {
    out.outcome =
        delivery.channel->spec->mail ? by_mail(delivery, senders, limits) : by_http(delivery, senders, limits);
  } catch (const std::exception& thrown) {
    out.outcome = fail(Reason::internal, cat("channel ", delivery.channel->id, ": ", thrown.what()));
  }
  if (out.outcome) out.outcome->remark = senders.mask(std::move(out.outcome->remark));
  if (!out.outcome) out.outcome.error().message = senders.mask(std::move(out.outcome.error().message));
  out.took = std::chrono::duration_cast<std::chrono::milliseconds>(senders.clock.steady() - begin);
  return out;
}

}  // namespace ddns::notify
