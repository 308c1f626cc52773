#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/NetException.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "ddns/platform/interfaces.h"
#include "ddns/transport/exchange.h"

namespace ddns::transport {
namespace {

using namespace std::chrono_literals;
using Poco::Net::DatagramSocket;
using Poco::Net::SocketAddress;

const dns::Bytes question{0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'q'};
const dns::Bytes answer{0x12, 0x34, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'a'};

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

/// A UDP server on loopback: each datagram goes to `on_datagram` until the object is destroyed.
class UdpServer {
 public:
  using Handler = std::function<void(DatagramSocket& socket, const dns::Bytes& datagram, const SocketAddress& from)>;
  explicit UdpServer(Handler handler, const std::string& host = "127.0.0.1")
      : socket_(SocketAddress(host, 0)), thread_([this, handler = std::move(handler)](const std::stop_token& stop) {
          dns::Bytes buffer(65536);
          while (!stop.stop_requested()) {
            if (!socket_.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
            SocketAddress from;
            const int size = socket_.receiveFrom(buffer.data(), static_cast<int>(buffer.size()), from);
            ++received_;
            handler(socket_, dns::Bytes(buffer.begin(), buffer.begin() + size), from);
          }
        }) {}

  [[nodiscard]] dns::Server server() const {
    return {ip(socket_.address().host().toString()), socket_.address().port()};
  }
  [[nodiscard]] int received() const { return received_; }

 private:
  DatagramSocket socket_;
  std::atomic<int> received_{0};
  std::jthread thread_;
};

void reply(DatagramSocket& socket, const dns::Bytes& data, const SocketAddress& to) {
  socket.sendTo(data.data(), static_cast<int>(data.size()), to);
}

class ExchangeUdp : public testing::Test {
 protected:
  Result<dns::Bytes> send(const dns::Server& server, std::chrono::milliseconds span = 5s,
                          const std::string& bind = {}) {
    return exchange_.exchange(question, server,
                              {.transport = dns::Transport::udp,
                               .bind = bind,
                               .deadline = Deadline::after(clock_, span),
                               .stop = stop_.get_token()});
  }
  SystemClock clock_;
  SocketExchange exchange_{clock_};
  std::stop_source stop_;
};

TEST_F(ExchangeUdp, carries_a_message_there_and_the_answer_back) {
  dns::Bytes seen;
  UdpServer server([&](DatagramSocket& socket, const dns::Bytes& datagram, const SocketAddress& from) {
    seen = datagram;
    reply(socket, answer, from);
  });
  const auto result = send(server.server());
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, answer);
  EXPECT_EQ(seen, question);
}

TEST_F(ExchangeUdp, ignores_other_ids_and_questions_and_waits_for_the_answer) {
  UdpServer server([&](DatagramSocket& socket, const dns::Bytes& datagram, const SocketAddress& from) {
    dns::Bytes other = answer;
    other[1] = 0x35;
    reply(socket, other, from);
    reply(socket, datagram, from);            // our own question, sent back
    reply(socket, {0x12, 0x34, 0x80}, from);  // too short
    reply(socket, {}, from);
    reply(socket, answer, from);
  });
  const auto result = send(server.server());
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, answer);
}

TEST_F(ExchangeUdp, ignores_answers_from_another_port) {
  UdpServer server([&](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) {
    DatagramSocket stranger(SocketAddress("127.0.0.1", 0));
    dns::Bytes forged = answer;
    forged.back() = 'f';
    reply(stranger, forged, from);
    reply(socket, answer, from);
  });
  const auto result = send(server.server());
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, answer);
}

TEST_F(ExchangeUdp, takes_answers_of_full_size) {
  dns::Bytes large(60000, 7);
  std::copy(answer.begin(), answer.end(), large.begin());
  UdpServer server(
      [&](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) { reply(socket, large, from); });
  EXPECT_EQ(send(server.server()).value().size(), large.size());
}

TEST_F(ExchangeUdp, ends_at_the_deadline_not_knowing_the_effect) {
  UdpServer server([](DatagramSocket&, const dns::Bytes&, const SocketAddress&) {});
  const auto start = clock_.steady();
  const auto result = send(server.server(), 300ms);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::unknown);
  EXPECT_GE(clock_.steady() - start, 300ms);
  EXPECT_NE(result.error().message.find(server.server().to_string()), std::string::npos) << "names the server";
}

TEST_F(ExchangeUdp, does_not_even_send_after_the_deadline) {
  UdpServer server([](DatagramSocket&, const dns::Bytes&, const SocketAddress&) {});
  const auto result = send(server.server(), 0ms);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_EQ(server.received(), 0);
}

TEST_F(ExchangeUdp, tells_at_once_when_nobody_listens) {
  const dns::Server nobody = UdpServer([](DatagramSocket&, const dns::Bytes&, const SocketAddress&) {}).server();
  const auto start = clock_.steady();
  const auto result = send(nobody, 30s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::connect) << result.error().message;
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_LT(clock_.steady() - start, 20s);
}

TEST_F(ExchangeUdp, stops_when_asked) {
  UdpServer server([&](DatagramSocket&, const dns::Bytes&, const SocketAddress&) { stop_.request_stop(); });
  const auto start = clock_.steady();
  const auto result = send(server.server(), 60s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::cancelled);
  EXPECT_EQ(result.error().effect, Effect::unknown);
  EXPECT_LT(clock_.steady() - start, 20s) << "within a slice, not at the deadline";
}

TEST_F(ExchangeUdp, does_nothing_when_stopped_before) {
  UdpServer server([](DatagramSocket&, const dns::Bytes&, const SocketAddress&) {});
  stop_.request_stop();
  const auto result = send(server.server());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::cancelled);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_EQ(server.received(), 0);
}

TEST_F(ExchangeUdp, sends_from_the_address_it_is_bound_to) {
  std::string from_host;
  UdpServer server(
      [&](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) {
        from_host = from.host().toString();
        reply(socket, answer, from);
      },
      "127.0.0.1");
  ASSERT_TRUE(send(server.server(), 5s, "127.0.0.7"));
  EXPECT_EQ(from_host, "127.0.0.7");
}

std::string loopback_interface() {
  const auto addresses = platform::list_addresses().value();
  for (const auto& address : addresses) {
    if (address.address == ip("127.0.0.1")) return address.interface_name;
  }
  return {};
}

TEST_F(ExchangeUdp, binds_to_an_interface_by_name) {
  UdpServer server(
      [](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) { reply(socket, answer, from); });
  const auto result = send(server.server(), 5s, loopback_interface());
  ASSERT_TRUE(result) << result.error().message;
}

TEST_F(ExchangeUdp, says_what_it_cannot_bind_to) {
  const dns::Server server{ip("127.0.0.1"), 9};
  const auto no_interface = send(server, 1s, "no-such-interface0");
  ASSERT_FALSE(no_interface);
  EXPECT_EQ(no_interface.error().reason, Reason::unavailable);
  EXPECT_NE(no_interface.error().message.find("no-such-interface0"), std::string::npos);
  const auto other_family = send(server, 1s, "::1");
  ASSERT_FALSE(other_family);
  EXPECT_EQ(other_family.error().reason, Reason::unavailable);
  const auto not_ours = send(server, 1s, "192.0.2.1");
  ASSERT_FALSE(not_ours) << "an address this machine does not have";
  EXPECT_EQ(not_ours.error().effect, Effect::none);
}

TEST_F(ExchangeUdp, uses_another_source_port_each_time) {
  std::vector<unsigned> ports;
  UdpServer server([&](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) {
    ports.push_back(from.port());
    reply(socket, answer, from);
  });
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(send(server.server()));
  std::ranges::sort(ports);
  EXPECT_NE(ports.front(), ports.back());
}

TEST_F(ExchangeUdp, reaches_ipv6_servers) {
  std::optional<UdpServer> server;
  try {
    server.emplace(
        [](DatagramSocket& socket, const dns::Bytes&, const SocketAddress& from) { reply(socket, answer, from); },
        "::1");
  } catch (const Poco::Exception&) {
    GTEST_SKIP() << "this machine has no IPv6 loopback";
  }
  const auto result = send(server->server());
  ASSERT_TRUE(result) << result.error().message;
}

TEST_F(ExchangeUdp, refuses_what_is_no_message) {
  const auto result = exchange_.exchange(dns::Bytes(11), {ip("127.0.0.1"), 9}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::internal);
}

TEST_F(ExchangeUdp, serves_several_threads_at_once) {
  UdpServer server([](DatagramSocket& socket, const dns::Bytes& datagram, const SocketAddress& from) {
    dns::Bytes echo = datagram;
    echo[2] = 0x80;
    reply(socket, echo, from);
  });
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (std::uint8_t i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        dns::Bytes mine = question;
        mine[0] = i;
        const auto result = exchange_.exchange(mine, server.server(), {.deadline = Deadline::after(clock_, 10s)});
        if (result && (*result)[0] == i) ++good;
      });
    }
  }
  EXPECT_EQ(good, 8);
}

}  // namespace
}  // namespace ddns::transport
