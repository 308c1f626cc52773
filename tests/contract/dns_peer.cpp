#include "contract/dns_peer.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <list>
#include <mutex>
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

class DnsPeer final : public Peer {
 public:
  DnsPeer(dns::TsigKey key, std::vector<DnsStep> steps)
      : key_(std::move(key)),
        steps_(std::move(steps)),
        listener_(SocketAddress("127.0.0.1", 0)),
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
      if (!listener_.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
      StreamSocket socket = listener_.acceptConnection();
      try {
        take(socket);
      } catch (const Poco::Exception& exception) {
        report(cat("the connection broke: ", exception.displayText()));
      }
    }
  }

  void take(StreamSocket& socket) {
    const dns::Bytes prefix = read(socket, 2);
    if (prefix.size() != 2) return report("a connection without message");
    const dns::Bytes wire = read(socket, static_cast<std::size_t>(prefix[0] << 8U | prefix[1]));
    const auto came = dns::decode(wire);
    if (!came) return report(cat("what came is no DNS message: ", crypto::to_hex(wire)));
    const DnsStep* step = next();
    if (step == nullptr) return report(cat("nothing more was expected: ", crypto::to_hex(wire)));
    dns::Message expected = step->expected;
    expected.header.id = came->header.id;
    const auto should = dns::tsig_sign(dns::encode(expected).value(), key_, kStanding).value().message;
    if (wire != should) report(cat("  expected: ", crypto::to_hex(should), "\n  seen:     ", crypto::to_hex(wire)));
    const dns::Bytes answer = step->answer ? step->answer(*came) : dns::Bytes{};
    if (!answer.empty()) {
      dns::Bytes frame{static_cast<std::uint8_t>(answer.size() >> 8U), static_cast<std::uint8_t>(answer.size())};
      frame.insert(frame.end(), answer.begin(), answer.end());
      socket.sendBytes(frame.data(), static_cast<int>(frame.size()));
    } else if (!step->drop) {
      silent_.push_back(socket);  // stays open until the peer ends
    }
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
  std::jthread thread_;
};

}  // namespace

std::function<std::unique_ptr<Peer>()> dns_peer(dns::TsigKey key, std::vector<DnsStep> steps) {
  return [key = std::move(key), steps = std::move(steps)] { return std::make_unique<DnsPeer>(key, steps); };
}

}  // namespace ddns::contract
