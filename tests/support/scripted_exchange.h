#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/message.h"

namespace ddns::test {

/// What a ScriptedExchange was asked to carry.
struct SeenMessage {
  dns::Server server;
  dns::Transport transport = dns::Transport::udp;
  dns::Bytes wire;
  dns::Message message;  ///< `wire`, decoded
  Deadline deadline = Deadline::never();
  std::string bind = {};
};

/// An Exchange that answers from a function and remembers what it was asked. Thread-safe.
class ScriptedExchange final : public dns::Exchange {
 public:
  using Answer = std::function<Result<dns::Bytes>(const SeenMessage& seen)>;
  explicit ScriptedExchange(Answer answer) : answer_(std::move(answer)) {}

  [[nodiscard]] Result<dns::Bytes> exchange(std::span<const std::uint8_t> wire, const dns::Server& server,
                                            const dns::ExchangeOptions& options) override {
    auto message = dns::decode(wire);
    if (!message) return fail(message.error());
    const SeenMessage seen{
        server,           options.transport, dns::Bytes(wire.begin(), wire.end()), std::move(*message),
        options.deadline, options.bind};
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(seen);
    }
    return answer_(seen);
  }

  [[nodiscard]] std::vector<SeenMessage> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<SeenMessage> seen_;
};

/// A valid name; ends the test program otherwise.
[[nodiscard]] inline DomainName name_of(std::string_view text) { return DomainName::parse(text).value(); }
[[nodiscard]] inline IpAddress ip_of(std::string_view text) { return IpAddress::parse(text).value(); }

[[nodiscard]] inline dns::ResourceRecord address_record(std::string_view name, std::string_view address,
                                                        std::uint32_t ttl = 300) {
  const IpAddress parsed = ip_of(address);
  return {dns::Name(name_of(name)), dns::type_of(parsed), dns::Class::in, ttl, parsed};
}
[[nodiscard]] inline dns::ResourceRecord name_record(std::string_view name, dns::Type type, std::string_view target,
                                                     std::uint32_t ttl = 300) {
  return {dns::Name(name_of(name)), type, dns::Class::in, ttl, dns::Name(name_of(target))};
}
[[nodiscard]] inline dns::ResourceRecord soa_record(std::string_view zone, std::string_view primary,
                                                    std::uint32_t serial = 1) {
  dns::Soa soa{dns::Name(name_of(primary)), dns::Name(name_of("hostmaster.example.com")), serial, 3600, 600, 86400, 60};
  return {dns::Name(name_of(zone)), dns::Type::soa, dns::Class::in, 3600, std::move(soa)};
}

/// An answer to `question` with its id and question; the caller fills in the rest.
[[nodiscard]] inline dns::Message answer_to(const dns::Message& question, dns::Rcode rcode = dns::Rcode::noerror) {
  dns::Message answer;
  answer.header = question.header;
  answer.header.response = true;
  answer.header.rcode = rcode;
  answer.questions = question.questions;
  return answer;
}
[[nodiscard]] inline dns::Message authoritative_answer(const dns::Message& question,
                                                       std::vector<dns::ResourceRecord> records,
                                                       dns::Rcode rcode = dns::Rcode::noerror) {
  dns::Message answer = answer_to(question, rcode);
  answer.header.authoritative = true;
  answer.answers = std::move(records);
  return answer;
}

}  // namespace ddns::test
