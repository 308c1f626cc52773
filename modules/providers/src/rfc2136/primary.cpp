#include "rfc2136/primary.h"

#include "ddns/core/text.h"
#include "ddns/dns/resolver.h"
#include "ddns/dns/tsig_judge.h"
#include "ddns/platform/name_servers.h"
#include "rfc2136/classify.h"

namespace ddns::providers::rfc2136 {
namespace {

/// Larger datagrams get lost in fragments; such messages go over TCP.
constexpr std::size_t max_udp = 1232;

bool next_may_do_better(const Error& error) {
  const ErrorClass kind = error_class(error);
  // An unsigned NOTAUTH may be about the key or the zone (judge_tsig).
  const bool elsewhere = kind == ErrorClass::transient || kind == ErrorClass::config || error.service_code == "NOTAUTH";
  return error.effect == Effect::none && elsewhere && error.reason != Reason::clock;
}

dns::Doors doors_of(const Call& call, const Settings& settings) {
  return {call.dns, call.clock, call.random, call.deadline, call.stop, settings.bind};
}

Error with_effect(Error error, Effect effect) {
  error.effect = effect;
  return error;
}

}  // namespace

Result<std::vector<dns::Server>> Primary::addresses_of(const Host& host) {
  if (const auto* address = std::get_if<IpAddress>(&host.where)) return std::vector{dns::Server{*address, host.port}};
  const auto& name = std::get<DomainName>(host.where);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find({name, host.port}); known != known_.end()) return known->second;
  }
  auto servers = look_up(name, host.port);
  const std::lock_guard lock(mutex_);
  if (servers) known_.emplace(std::pair(name, host.port), *servers);
  return servers;
}

Result<std::vector<dns::Server>> Primary::look_up(const DomainName& name, std::uint16_t port) const {
  // RFC 6761 section 6.3: resolvers answer this one themselves.
  if (name.text() == "localhost") return std::vector{dns::Server{IpAddress::v4({127, 0, 0, 1}), port}};
  std::vector<dns::Server> recursive;
  for (const auto& server : platform::system_name_servers()) recursive.push_back({server.address, server.port});
  const auto addresses = dns::StubResolver(recursive).addresses(doors_of(call_, {}), name);
  if (!addresses) return fail(addresses.error());
  if (addresses->empty())
    return fail(Reason::resolve, cat("name server ", name.text(), " has no address; check server"));
  std::vector<dns::Server> servers;
  for (const IpAddress& address : *addresses) servers.push_back({address, port});
  return servers;
}

void Primary::prefer(const dns::Server& server) {
  const std::lock_guard lock(mutex_);
  good_ = server;
}

std::optional<dns::Server> Primary::preferred() {
  const std::lock_guard lock(mutex_);
  return good_;
}

template <class Value>
Result<Value> Primary::at_any(const std::function<Result<Value>(const dns::Server&)>& ask) {
  Result<Value> last = fail(Reason::config, "rfc2136: no name server is configured");
  const auto settled = [&](const dns::Server& server) {
    last = ask(server);
    if (last) prefer(server);
    return last || !next_may_do_better(last.error());
  };
  const auto first = preferred();
  if (first && settled(*first)) return last;
  for (const Host& host : settings_.servers) {
    const auto servers = addresses_of(host);
    if (!servers) {
      last = fail(servers.error());
      if (!next_may_do_better(last.error())) return last;
      continue;
    }
    for (const dns::Server& server : *servers) {
      if (server != first && settled(server)) return last;
    }
  }
  return last;
}

Result<dns::Answer> Primary::query(const DomainName& name, dns::Type type) {
  return at_any<dns::Answer>([&](const dns::Server& server) -> Result<dns::Answer> {
    auto answer = ask(server, name, type);
    if (!answer) return answer;
    const std::string about = cat("name server ", server.to_string(), ", ", name.text(), ' ', dns::to_string(type));
    if (answer->kind == dns::AnswerKind::failure)
      return fail(with_effect(refused(answer->rcode, about, false), Effect::none));
    if (!answer->authoritative || answer->kind == dns::AnswerKind::referral) {
      return fail(Reason::config, cat(about, ": no authority for this name; check server and zone"));
    }
    return answer;
  });
}

Result<dns::Answer> Primary::ask(const dns::Server& server, const DomainName& name, dns::Type type) {
  const auto doors = doors_of(call_, settings_);
  const dns::QueryOptions whole{.tcp_only = settings_.travel == Travel::tcp || udp_is_dead_,
                                .try_timeout = settings_.timeout / 2,
                                .key = settings_.key};
  if (settings_.travel != Travel::mixed || udp_is_dead_) return dns::query(doors, server, name, type, whole);
  dns::QueryOptions brief = whole;
  brief.try_timeout = settings_.timeout / 4;
  auto answer = dns::query(doors, server, name, type, brief);
  const bool lost = !answer && (answer.error().reason == Reason::timeout || answer.error().reason == Reason::connect);
  if (!lost || call_.deadline.expired(call_.clock.steady())) return answer;
  dns::QueryOptions sure = whole;
  sure.tcp_only = true;
  answer = dns::query(doors, server, name, type, sure);
  if (answer) udp_is_dead_ = true;
  return answer;
}

Error Primary::refused(dns::Rcode rcode, const std::string& about, bool guarded) const {
  return classify(rcode, about,
                  {.guarded = guarded, .key = settings_.key ? settings_.key->name.text() : std::string()});
}

Status Primary::update(const DomainName& zone, const dns::UpdateBuilder& update) {
  const auto done = at_any<dns::Rcode>([&](const dns::Server& server) -> Result<dns::Rcode> {
    const dns::Message message = update.message(static_cast<std::uint16_t>(call_.random.u64()));
    auto rcode = send(server, message);
    if (!rcode || *rcode == dns::Rcode::noerror) return rcode;
    const std::string about = cat("name server ", server.to_string(), ", zone ", zone.text());
    return fail(refused(*rcode, about, !message.answers.empty()));
  });
  if (!done) return fail(done.error());
  return {};
}

Result<dns::Rcode> Primary::send(const dns::Server& server, const dns::Message& message) const {
  auto wire = dns::encode(message);
  if (!wire) return fail(wire.error());
  dns::Bytes mac;
  if (settings_.key) {
    auto signed_message = dns::tsig_sign(*wire, *settings_.key, call_.clock.wall());
    if (!signed_message) return fail(signed_message.error());
    wire = std::move(signed_message->message);
    mac = std::move(signed_message->mac);
  }
  const bool udp = settings_.travel == Travel::udp && wire->size() <= max_udp;
  const dns::ExchangeOptions options{
      .transport = udp ? dns::Transport::udp : dns::Transport::tcp,
      .bind = settings_.bind,
      .deadline = call_.deadline.earlier(Deadline::after(call_.clock, settings_.timeout)),
      .stop = call_.stop};
  const auto answer = call_.dns.exchange(*wire, server, options);
  if (!answer) return fail(answer.error());
  return check(server, message, *answer, mac);
}

Result<dns::Rcode> Primary::check(const dns::Server& server, const dns::Message& sent, const dns::Bytes& answer,
                                  const dns::Bytes& mac) const {
  const auto message = dns::decode(answer);
  const auto unreadable = [&](std::string_view why) {
    return fail(Reason::malformed, cat("name server ", server.to_string(), ": ", why), Effect::unknown);
  };
  if (!message) return unreadable(message.error().message);
  // RFC 2136 section 3.8: the zone may be left out of the answer.
  const bool same_zone = message->questions.empty() || message->questions == sent.questions;
  if (!message->header.response || message->header.id != sent.header.id || !same_zone ||
      message->header.opcode != dns::Opcode::update) {
    return unreadable("the answer does not belong to the update");
  }
  if (!settings_.key) return message->header.rcode;
  const WallTime now = call_.clock.wall();
  const auto tsig = dns::tsig_verify(answer, mac, *settings_.key, now);
  if (!tsig) return unreadable(tsig.error().message);
  auto believed = dns::judge_tsig(*tsig, message->header.rcode, *settings_.key, server, now);
  if (!believed) return fail(std::move(believed).error());
  return message->header.rcode;
}

}  // namespace ddns::providers::rfc2136
