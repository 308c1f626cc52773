#include "ddns/notify/trial.h"

#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "delivery.h"

namespace ddns::notify {
namespace {

Message test_message(const ChannelSettings& channel, const TrialEnvironment& environment) {
  const bool pulse = channel.spec->limits.pulse;
  const auto from = environment.host.empty() ? std::string() : cat(" on ", environment.host);
  return {.topic = pulse ? Topic::cycle_finished : Topic::test,
          .severity = Severity::info,
          .title = cat("Test message from ddns-sidecar", from),
          .text = cat("Nothing happened and nothing has to be done: `ddns-sidecar notify test` was run", from,
                      ". Channel ", channel.id, " works."),
          .at = environment.clock.wall()};
}

/// A mail of its own, however often one tries.
std::string letter_id(const Message& message, const ChannelSettings& channel) {
  const auto text = cat("test/", channel.id, '/', message.at.time_since_epoch().count(), '/', message.title);
  return crypto::to_hex(crypto::digest(crypto::Hash::sha256, text)).substr(0, 32);
}

std::string advice_for(const Error& error, const ChannelSettings& channel) {
  switch (error.reason) {
    case Reason::auth:
      return "check the channel's credentials, and what the service allows them";
    case Reason::timeout:
    case Reason::connect:
    case Reason::resolve:
      return cat("is the service reachable from here? See ", channel.spec->mail ? "`host` and `port`" : "`endpoint`",
                 ", `bind`, `proxy` and `timeout`");
    case Reason::tls:
      return "check this machine's clock, `ca_file`, and that the address is that of the certificate";
    case Reason::rate_limited:
      return "wait a minute and try again";
    case Reason::quota:
      return "the service's allowance is used up";
    case Reason::not_found:
      return "check token, topic or URL: the service does not know it";
    case Reason::http_5xx:
    case Reason::unavailable:
      return "the service has trouble: try again later";
    case Reason::malformed:
      return "is that the service's own address? Something else may have answered";
    default:
      return "see what docs/notifications.md says about this kind of channel";
  }
}

}  // namespace

Trial try_channel(const ChannelSettings& channel, const TrialEnvironment& environment, std::stop_token stop) {
  const auto message = test_message(channel, environment);
  const Delivery delivery{.channel = std::make_shared<const ChannelSettings>(channel),
                          .letter = {.message = message,
                                     .title_template = channel.title_template,
                                     .text_template = channel.text_template,
                                     .host = environment.host,
                                     .id = letter_id(message, channel)}};
  auto done =
      deliver(delivery, {environment.clock, environment.http, environment.mailer, environment.mask}, std::move(stop));
  Trial out{.error = std::nullopt, .took = done.took};
  if (done.outcome) {
    out.remark = std::move(done.outcome->remark);
  } else {
    out.error = std::move(done.outcome).error();
    out.advice = advice_for(*out.error, channel);
  }
  return out;
}

}  // namespace ddns::notify
