#include "contract/dns_peer.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"

namespace ddns::contract {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

constexpr WallTime kStanding{std::chrono::seconds{1767323045}};

dns::Bytes read(StreamSocket& socket, std::size_t size) {
  dns::Bytes data(size);
  for (std::size_t have = 0; have < size;) {
    const int count = socket.receiveBytes(data.data() + have, static_cast<int>(size - have));
    if (count <= 0) return {};
    have += static_cast<std::size_t>(count);
  }
  return data;
}

/// A UDP socket on the port of `listener`, which moves to another port for it where somebody else has that one.
Poco::Net::DatagramSocket beside(Poco::Net::ServerSocket& listener) {
  for (int i = 0; i < 50; ++i) {
    try {
      return Poco::Net::DatagramSocket(listener.address());
    } catch (const Poco::Exception&) {
      listener = Poco::Net::ServerSocket(SocketAddress("127.0.0.1", 0));
    }
  }
  throw std::runtime_error("no port is free for both UDP and TCP");
}

class DnsPeer final : public Peer {
 public:
  DnsPeer(dns::TsigKey key, std::vector<DnsStep> steps)
      : key_(std::move(key)),
        steps_(std::move(steps)),
        listener_(SocketAddress("127.0.0.1", 0)),
        datagrams_(beside(listener_)),
        thread_([this](const std::stop_token& stop) { serve(stop); }) {}

  [[nodiscard]] Settings settings() const override {
    return {{"server", std::vector<std::string>{"127.0.0.1"}}, {"port", std::to_string(listener_.address().port())}};
  }

  [[nodiscard]] std::string problems() override {
    const std::lock_guard lock(mutex_);
    if (next_ < steps_.size()) problems_ += cat("only ", next_, " of ", steps_.size(), " messages came\n");
    return problems_;
  }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Poco::Net::Socket::SocketList ready{listener_, datagrams_}, none;
      if (Poco::Net::Socket::select(ready, none, none, Poco::Timespan(0, 20000)) == 0) continue;
      try {
        for (const auto& socket : ready) socket == listener_ ? take_connection() : take_datagram();
      } catch (const Poco::Exception& exception) {
        report(cat("the connection broke: ", exception.displayText()));
      }
    }
  }

  void take_connection() {
    StreamSocket socket = listener_.acceptConnection();
    const dns::Bytes prefix = read(socket, 2);
    if (prefix.size() != 2) return report("a connection without message");
    const DnsStep* step = nullptr;
    const auto answer = take(read(socket, static_cast<std::size_t>(prefix[0] << 8U | prefix[1])), false, step);
    if (!answer.empty()) {
      dns::Bytes frame{static_cast<std::uint8_t>(answer.size() >> 8U), static_cast<std::uint8_t>(answer.size())};
      frame.insert(frame.end(), answer.begin(), answer.end());
      socket.sendBytes(frame.data(), static_cast<int>(frame.size()));
    } else if (step == nullptr || !step->drop) {
      silent_.push_back(socket);  // stays open until the peer ends
    }
  }

  void take_datagram() {
    dns::Bytes wire(65535);
    SocketAddress from;
    wire.resize(static_cast<std::size_t>(datagrams_.receiveFrom(wire.data(), static_cast<int>(wire.size()), from)));
    const DnsStep* step = nullptr;
    const auto answer = take(wire, true, step);
    if (!answer.empty()) datagrams_.sendTo(answer.data(), static_cast<int>(answer.size()), from);
  }

  /// The answer to `wire` by the next step; empty = none.
  dns::Bytes take(const dns::Bytes& wire, bool udp, const DnsStep*& step) {
    const auto came = dns::decode(wire);
    step = next();
    if (!came) report(cat("what came is no DNS message: ", crypto::to_hex(wire)));
    if (step == nullptr) report(cat("nothing more was expected: ", crypto::to_hex(wire)));
    if (!came || step == nullptr) return {};
    const bool question = came->header.opcode == dns::Opcode::query;
    if (udp != question) report(question ? "a question came over TCP" : "an update came over UDP");
    dns::Message expected = step->expected;
    expected.header.id = came->header.id;
    const auto should = dns::tsig_sign(dns::encode(expected).value(), key_, kStanding).value().message;
    if (wire != should) report(cat("  expected: ", crypto::to_hex(should), "\n  seen:     ", crypto::to_hex(wire)));
    return step->answer ? step->answer(*came) : dns::Bytes{};
  }

  const DnsStep* next() {
    const std::lock_guard lock(mutex_);
    return next_ < steps_.size() ? &steps_[next_++] : nullptr;
  }
  void report(const std::string& problem) {
    const std::lock_guard lock(mutex_);
    problems_ += problem + '\n';
  }

  dns::TsigKey key_;
  std::vector<DnsStep> steps_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::string problems_;
  std::list<StreamSocket> silent_;
  Poco::Net::ServerSocket listener_;
  Poco::Net::DatagramSocket datagrams_;
  std::jthread thread_;
};

}  // namespace

std::function<std::unique_ptr<Peer>()> dns_peer(dns::TsigKey key, std::vector<DnsStep> steps) {
  return [key = std::move(key), steps = std::move(steps)] { return std::make_unique<DnsPeer>(key, steps); };
}

}  // namespace ddns::contract
