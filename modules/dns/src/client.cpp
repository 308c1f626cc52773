#include "ddns/dns/client.h"

#include "ddns/core/text.h"
#include "ddns/dns/tsig_judge.h"

namespace ddns::dns {
namespace {

/// One question to one server, with what stays the same over its tries.
class Asking {
 public:
  Asking(const Doors& doors, const Server& server, const DomainName& name, Type type, const QueryOptions& options)
      : doors_(doors), server_(server), name_(name), type_(type), options_(options) {}

  Result<Message> over_udp(bool edns) const {
    Result<Message> last = fail(Reason::internal, "a DNS question was not sent");
    for (unsigned i = 0; i < std::max(1U, options_.tries); ++i) {
      last = once(Transport::udp, edns, options_.try_timeout);
      if (last || !worth_another_try(last.error())) return last;
      if (doors_.deadline.expired(doors_.clock.steady())) return last;
    }
    return last;
  }

  Result<Message> over_tcp(bool edns) const { return once(Transport::tcp, edns, 2 * options_.try_timeout); }

  Result<Message> ask(bool edns) const {
    if (options_.tcp_only) return over_tcp(edns);
    auto answer = over_udp(edns);
    if (answer && answer->header.truncated) return over_tcp(edns);
    return answer;
  }

 private:
  static bool worth_another_try(const Error& error) {
    return error.reason == Reason::timeout || error.reason == Reason::malformed;
  }

  Result<Message> once(Transport transport, bool edns, std::chrono::milliseconds span) const {
    const auto id = static_cast<std::uint16_t>(doors_.random.u64());
    const Message question = make_query(id, name_, type_, options_.recursion_desired, edns);
    auto wire = encode(question);
    if (!wire) return fail(wire.error());
    Bytes mac;
    if (options_.key) {
      auto signed_question = tsig_sign(*wire, *options_.key, doors_.clock.wall());
      if (!signed_question) return fail(signed_question.error());
      wire = std::move(signed_question->message);
      mac = std::move(signed_question->mac);
    }
    const ExchangeOptions how{.transport = transport,
                              .bind = doors_.bind,
                              .deadline = doors_.deadline.earlier(Deadline::after(doors_.clock, span)),
                              .stop = doors_.stop};
    const auto answer = doors_.exchange.exchange(*wire, server_, how);
    if (!answer) return fail(answer.error());
    return check(*answer, question, mac);
  }

  Result<Message> check(const Bytes& wire, const Message& question, const Bytes& mac) const {
    auto message = decode(wire);
    if (!message)
      return fail(Reason::malformed, cat("name server ", server_.to_string(), ": ", message.error().message));
    const Header& header = message->header;
    // Servers that cannot read a question (FORMERR, NOTIMP) may leave it out of the answer.
    const bool echoed =
        message->questions == question.questions ||
        (message->questions.empty() && header.rcode != Rcode::noerror && header.rcode != Rcode::nxdomain);
    if (!header.response || header.id != question.header.id || header.opcode != Opcode::query || !echoed) {
      return fail(Reason::malformed, cat("name server ", server_.to_string(), " answered another question than ",
                                         name_.text(), ' ', dns::to_string(type_)));
    }
    if (options_.key && !header.truncated) {
      const WallTime now = doors_.clock.wall();
      const auto tsig = tsig_verify(wire, mac, *options_.key, now);
      if (!tsig) return fail(tsig.error());
      if (auto status = judge_tsig(*tsig, header.rcode, *options_.key, server_, now); !status)
        return fail(status.error());
    }
    return message;
  }

  const Doors& doors_;
  const Server& server_;
  const DomainName& name_;
  Type type_;
  const QueryOptions& options_;
};

bool edns_unknown(const Message& message) {
  const Rcode rcode = full_rcode(message);
  return rcode == Rcode::formerr || rcode == Rcode::notimp || rcode == Rcode::badsig;  // 16 is BADVERS here
}

}  // namespace

Result<Answer> query(const Doors& doors, const Server& server, const DomainName& name, Type type,
                     const QueryOptions& options) {
  const Asking asking(doors, server, name, type, options);
  auto message = asking.ask(true);
  if (message && edns_unknown(*message)) message = asking.ask(false);
  if (!message) {
    Error error = std::move(message).error();
    error.effect = Effect::none;
    return fail(std::move(error));
  }
  return interpret(*message, name, type);
}

}  // namespace ddns::dns
