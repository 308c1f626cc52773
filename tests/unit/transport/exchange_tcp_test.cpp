#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "ddns/transport/exchange.h"

namespace ddns::transport {
namespace {

using namespace std::chrono_literals;
using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

const dns::Bytes answer{0x12, 0x34, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'a'};

dns::Bytes question_of(std::size_t size) {
  dns::Bytes question(size, 'q');
  question[0] = 0x12;
  question[1] = 0x34;
  question[2] = 0;
  return question;
}

/// A TCP server on loopback that reads one framed message per connection and hands the connection on.
class TcpServer {
 public:
  using Handler = std::function<void(StreamSocket& socket, const dns::Bytes& message)>;
  explicit TcpServer(Handler handler)
      : listener_(SocketAddress("127.0.0.1", 0)),
        thread_([this, handler = std::move(handler)](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            if (!listener_.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
            StreamSocket socket = listener_.acceptConnection();
            try {
              const dns::Bytes prefix = read(socket, 2);
              if (prefix.size() == 2)
                handler(socket, read(socket, static_cast<std::size_t>(prefix[0] << 8U | prefix[1])));
            } catch (const Poco::Exception&) {  // the client went away, as some tests want
            }
          }
        }) {}

  [[nodiscard]] dns::Server server() const {
    return {IpAddress::parse("127.0.0.1").value(), listener_.address().port()};
  }

  static dns::Bytes read(StreamSocket& socket, std::size_t size) {
    dns::Bytes data(size);
    std::size_t have = 0;
    while (have < size) {
      const int count = socket.receiveBytes(data.data() + have, static_cast<int>(size - have));
      if (count <= 0) break;
      have += static_cast<std::size_t>(count);
    }
    data.resize(have);
    return data;
  }

 private:
  ServerSocket listener_;
  std::jthread thread_;
};

void send(StreamSocket& socket, const dns::Bytes& data) {
  for (std::size_t sent = 0; sent < data.size();) {
    sent += static_cast<std::size_t>(socket.sendBytes(data.data() + sent, static_cast<int>(data.size() - sent)));
  }
}
dns::Bytes framed(const dns::Bytes& message) {
  dns::Bytes frame{static_cast<std::uint8_t>(message.size() >> 8U), static_cast<std::uint8_t>(message.size())};
  frame.insert(frame.end(), message.begin(), message.end());
  return frame;
}

class ExchangeTcp : public testing::Test {
 protected:
  Result<dns::Bytes> send_to(const dns::Server& server, const dns::Bytes& question, std::chrono::milliseconds span = 5s,
                             const std::string& bind = {}) {
    return exchange_.exchange(question, server,
                              {.transport = dns::Transport::tcp,
                               .bind = bind,
                               .deadline = Deadline::after(clock_, span),
                               .stop = stop_.get_token()});
  }
  SystemClock clock_;
  SocketExchange exchange_{clock_};
  std::stop_source stop_;
};

TEST_F(ExchangeTcp, carries_a_framed_message_there_and_the_answer_back) {
  dns::Bytes seen;
  TcpServer server([&](StreamSocket& socket, const dns::Bytes& message) {
    seen = message;
    send(socket, framed(answer));
  });
  const auto result = send_to(server.server(), question_of(13));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, answer);
  EXPECT_EQ(seen, question_of(13));
}

TEST_F(ExchangeTcp, carries_the_largest_messages) {
  std::size_t seen = 0;
  dns::Bytes large(65535, 1);
  std::copy(answer.begin(), answer.end(), large.begin());
  TcpServer server([&](StreamSocket& socket, const dns::Bytes& message) {
    seen = message.size();
    send(socket, framed(large));
  });
  const auto result = send_to(server.server(), question_of(65535));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(seen, 65535U);
  EXPECT_EQ(*result, large);
}

TEST_F(ExchangeTcp, puts_an_answer_together_from_single_octets) {
  TcpServer server([&](StreamSocket& socket, const dns::Bytes&) {
    socket.setNoDelay(true);
    for (const std::uint8_t octet : framed(answer)) send(socket, {octet});
  });
  EXPECT_EQ(send_to(server.server(), question_of(13)).value(), answer);
}

TEST_F(ExchangeTcp, knows_that_nothing_happened_when_nobody_listens) {
  const dns::Server nobody = TcpServer([](StreamSocket&, const dns::Bytes&) {}).server();
  const auto result = send_to(nobody, question_of(13), 30s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::connect);
  EXPECT_EQ(result.error().effect, Effect::none);
}

TEST_F(ExchangeTcp, does_not_know_the_effect_when_the_connection_ends_early) {
  TcpServer server([](StreamSocket& socket, const dns::Bytes&) { socket.close(); });
  const auto result = send_to(server.server(), question_of(13));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::connect);
  EXPECT_EQ(result.error().effect, Effect::unknown);
}

TEST_F(ExchangeTcp, does_not_take_half_an_answer) {
  TcpServer server([](StreamSocket& socket, const dns::Bytes&) {
    dns::Bytes frame = framed(answer);
    frame.pop_back();
    send(socket, frame);
    socket.close();
  });
  const auto result = send_to(server.server(), question_of(13));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().effect, Effect::unknown);
}

TEST_F(ExchangeTcp, does_not_take_another_messages_answer) {
  TcpServer server([](StreamSocket& socket, const dns::Bytes&) {
    dns::Bytes other = answer;
    other[0] ^= 1U;
    send(socket, framed(other));
  });
  const auto result = send_to(server.server(), question_of(13));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::malformed);
  EXPECT_EQ(result.error().effect, Effect::unknown);
}

TEST_F(ExchangeTcp, ends_at_the_deadline_however_slowly_the_server_drips) {
  std::atomic<bool> done{false};
  TcpServer server([&](StreamSocket& socket, const dns::Bytes&) {
    send(socket, {0, 13, 0x12});
    while (!done) std::this_thread::yield();
  });
  const auto result = send_to(server.server(), question_of(13), 300ms);
  done = true;
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::timeout);
  EXPECT_EQ(result.error().effect, Effect::unknown);
}

TEST_F(ExchangeTcp, stops_when_asked) {
  std::atomic<bool> done{false};
  TcpServer server([&](StreamSocket&, const dns::Bytes&) {
    stop_.request_stop();
    while (!done) std::this_thread::yield();
  });
  const auto start = clock_.steady();
  const auto result = send_to(server.server(), question_of(13), 60s);
  done = true;
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::cancelled);
  EXPECT_LT(clock_.steady() - start, 20s);
}

TEST_F(ExchangeTcp, sends_from_the_address_it_is_bound_to) {
  std::string from;
  TcpServer server([&](StreamSocket& socket, const dns::Bytes&) {
    from = socket.peerAddress().host().toString();
    send(socket, framed(answer));
  });
  const auto result = send_to(server.server(), question_of(13), 5s, "127.0.0.7");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(from, "127.0.0.7");
}

}  // namespace
}  // namespace ddns::transport
