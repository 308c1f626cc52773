#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <thread>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>

#include "ddns/web/pages.h"
#include "ddns/web/server.h"
#include "support/eventually.h"
#include "support/http_get.h"
#include "support/manual_clock.h"

namespace ddns::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::eventually;

class Served final : public events::EventSink {
 public:
  void publish(const events::Event& event) noexcept override {
    const std::lock_guard lock(mutex);
    if (const auto* served = std::get_if<events::HttpServed>(&event.payload)) all.push_back(*served);
  }
  std::mutex mutex;
  std::vector<events::HttpServed> all;
};

std::uint16_t port_of(const Server& server) { return Poco::Net::SocketAddress(server.address()).port(); }

seconds since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<seconds>(std::chrono::steady_clock::now() - begun);
}

/// A client that asked once and keeps its connection.
struct Keeper {
  explicit Keeper(const Server& server) : session(Poco::Net::SocketAddress(server.address())) {
    session.setKeepAlive(true);
    Poco::Net::HTTPRequest request("GET", "/", Poco::Net::HTTPMessage::HTTP_1_1);
    session.sendRequest(request);
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  }
  Poco::Net::HTTPClientSession session;
  Poco::Net::HTTPResponse response;
  std::string body;
};

/// What a client hears until the connection ends; at most ten seconds of silence.
std::string hear(Poco::Net::StreamSocket& socket) {
  std::string out;
  char piece[512];
  socket.setReceiveTimeout(Poco::Timespan(10, 0));
  try {
    for (int got = 1; (got = socket.receiveBytes(piece, sizeof piece)) > 0;) out.append(piece, got);
  } catch (const Poco::Net::NetException&) {
    return out + "[reset]";
  }
  return out;
}

TEST(ServerLife, a_taken_port_is_a_clear_error) {
  Served served;
  const auto router = [](const Request&) -> Routed { return {"x", {}}; };
  auto first = Server::start({.listen = {"127.0.0.1", 0}}, router, served);
  ASSERT_TRUE(first.has_value());
  const auto second =
      Server::start({.listen = {"127.0.0.1", Poco::Net::SocketAddress((*first)->address()).port()}}, router, served);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().reason, Reason::io);
  EXPECT_NE(second.error().message.find("127.0.0.1"), std::string::npos);
}

TEST(ServerLife, a_throwing_handler_is_a_500_and_no_end) {
  Served served;
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}}, [](const Request&) -> Routed { throw std::runtime_error("secret detail"); },
      served);
  ASSERT_TRUE(server.has_value());
  Poco::Net::HTTPClientSession session{Poco::Net::SocketAddress((*server)->address())};
  Poco::Net::HTTPRequest request("GET", "/", Poco::Net::HTTPMessage::HTTP_1_1);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  EXPECT_EQ(response.getStatus(), 500);
  EXPECT_EQ(body.find("secret detail"), std::string::npos);
}

TEST(ServerLife, stops_soon_with_an_idle_kept_alive_connection) {
  Served served;
  auto server = Server::start(
      {.listen = {"::1", 0}},
      [](const Request&) -> Routed {
        return {"x", {.body = "hi"}};
      },
      served);
  if (!server) GTEST_SKIP() << "no IPv6 loopback here: " << server.error().message;
  const Keeper keeper(**server);
  const auto begun = std::chrono::steady_clock::now();
  server->reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{4});
}

TEST(ServerLife, stops_at_once_right_after_answers_again_and_again) {
  Served served;
  const auto router = [](const Request&) -> Routed { return {"x", {.body = "hi"}}; };
  for (int i = 0; i < 200; ++i) {
    auto server = Server::start({.listen = {"127.0.0.1", 0}}, router, served);
    ASSERT_TRUE(server.has_value());
    for (int asked = 0; asked < 1 + i % 3; ++asked) {
      ASSERT_TRUE(test::http_get("127.0.0.1", port_of(**server), "/").has_value());
    }
    const auto begun = std::chrono::steady_clock::now();
    server->reset();
    ASSERT_LT(since(begun), seconds{2}) << "stop " << i;
  }
}

TEST(ServerLife, connections_that_are_not_kept_hold_no_thread) {
  Served served;
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}, .threads = 1, .keep_alive = false},
      [](const Request&) -> Routed {
        return {"x", {.body = "hi"}};
      },
      served);
  ASSERT_TRUE(server.has_value());
  const Keeper keeper(**server);
  EXPECT_EQ(keeper.body, "hi");
  EXPECT_FALSE(keeper.response.getKeepAlive());
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(test::http_get("127.0.0.1", port_of(**server), "/").has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds{1});
}

TEST(ServerLife, more_clients_than_threads_are_answered_in_turn) {
  Served served;
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}, .threads = 2},
      [](const Request& request) -> Routed {
        return {"x", {.body = request.path}};
      },
      served);
  ASSERT_TRUE(server.has_value());
  std::vector<std::future<std::optional<test::HttpAnswer>>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::async(std::launch::async, [port = port_of(**server), i] {
      return test::http_get("127.0.0.1", port, "/" + std::to_string(i));
    }));
  }
  for (int i = 0; i < 20; ++i) {
    const auto answer = clients[i].get();
    ASSERT_TRUE(answer.has_value()) << i;
    EXPECT_EQ(answer->body, "/" + std::to_string(i));
  }
}

/// Sends this, and then a letter whenever the last one has had time to arrive, until the server ends it.
seconds drip(Poco::Net::StreamSocket& socket, const std::string& begin) {
  const auto begun = std::chrono::steady_clock::now();
  socket.sendBytes(begin.data(), static_cast<int>(begin.size()));
  try {
    while (since(begun) < seconds{10} && !socket.poll(Poco::Timespan(0, 50'000), Poco::Net::Socket::SELECT_READ)) {
      socket.sendBytes("x", 1);
    }
  } catch (const Poco::Exception&) {
    // It ended the connection between our look and our letter.
  }
  return since(begun);
}

TEST(ServerLife, a_client_that_drips_is_let_go_after_its_time) {
  Served served;
  std::atomic<unsigned> handled{0};
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}, .threads = 1, .patience = milliseconds{300}},
      [&](const Request&) -> Routed {
        ++handled;
        return {"x", {.body = "hi"}};
      },
      served);
  ASSERT_TRUE(server.has_value());
  for (const char* begin : {"GET / HTTP/1.1\r\nX-Long: ", "POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\n"}) {
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress((*server)->address()));
    EXPECT_LT(drip(socket, begin), seconds{5}) << begin;
  }
  EXPECT_EQ(handled, 0U) << "half a body is no body";
  const auto answer = test::http_get("127.0.0.1", port_of(**server), "/");
  ASSERT_TRUE(answer.has_value()) << "the only thread is still held";
  EXPECT_EQ(answer->body, "hi");
}

TEST(ServerLife, a_client_that_takes_nothing_is_let_go_after_its_time) {
  Served served;
  const std::string big(std::size_t{32} << 20U, 'x');
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}, .threads = 1, .patience = milliseconds{300}},
      [&](const Request& request) -> Routed {
        return {"x", {.body = request.path == "/big" ? big : "hi"}};
      },
      served);
  ASSERT_TRUE(server.has_value());
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress((*server)->address()));
  const std::string ask = "GET /big HTTP/1.1\r\n\r\n";
  socket.sendBytes(ask.data(), static_cast<int>(ask.size()));
  const auto answer = test::http_get("127.0.0.1", port_of(**server), "/");
  ASSERT_TRUE(answer.has_value()) << "the only thread is still held";
  EXPECT_EQ(answer->body, "hi");
}

TEST(ServerLife, a_handler_that_waits_is_told_that_the_server_ends_and_its_client_hears_it) {
  Served served;
  std::promise<void> waits;
  auto server = Server::start(
      {.listen = {"127.0.0.1", 0}},
      [&](const Request& request) -> Routed {
        waits.set_value();
        return {"x", {.status = eventually([&] { return request.stop.stop_requested(); }) ? 503 : 200}};
      },
      served);
  ASSERT_TRUE(server.has_value());
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress((*server)->address()));
  const std::string ask = "GET / HTTP/1.1\r\n\r\n";
  socket.sendBytes(ask.data(), static_cast<int>(ask.size()));
  waits.get_future().wait();
  const auto begun = std::chrono::steady_clock::now();
  server->reset();
  EXPECT_LT(since(begun), seconds{4});
  EXPECT_NE(hear(socket).find(" 503 "), std::string::npos);
}

/// An engine that never gets round to it.
class BusyControl final : public engine::Control {
 public:
  std::future<engine::UpdateReport> update(engine::UpdateRequest) override { return keep(updates); }
  std::future<engine::PlanReport> plan() override { return keep(plans); }
  void pause(bool) override {}
  std::size_t asked() {
    const std::lock_guard lock(mutex);
    return updates.size() + plans.size();
  }

 private:
  template <class Report>
  std::future<Report> keep(std::vector<std::promise<Report>>& all) {
    const std::lock_guard lock(mutex);
    return all.emplace_back().get_future();
  }
  std::mutex mutex;
  std::vector<std::promise<engine::UpdateReport>> updates;
  std::vector<std::promise<engine::PlanReport>> plans;
};

TEST(ServerLife, requests_that_wait_for_the_engine_leave_room_for_those_who_look_after_the_process) {
  Served served;
  test::ManualClock clock;
  events::StatusBoard board;
  BusyControl control;
  const Services services{.clock = clock,
                          .board = board,
                          .control = control,
                          .health_rules = [] { return events::HealthRules{}; },
                          .metrics_page = [] { return std::string("ddns_up 1\n"); },
                          .metrics_content_type = "text/plain",
                          .history_json = [](const HistoryQuestion&) -> Result<std::string> { return "[]\n"; },
                          .providers_json = [] { return std::string("[]\n"); },
                          .version = "1.2.3",
                          .max_waiting = 2};
  auto server = Server::start({.listen = {"127.0.0.1", 0}, .threads = 4},
                              make_router(services, [] { return GuardRules{}; }), served);
  ASSERT_TRUE(server.has_value());
  const auto port = port_of(**server);
  const auto ask = [port](int number) {
    return number % 2 == 0 ? test::http_get("127.0.0.1", port, "/api/v1/plan")
                           : test::http_post("127.0.0.1", port, "/api/v1/update", "{}");
  };
  std::vector<std::future<std::optional<test::HttpAnswer>>> waiting;
  for (int i = 0; i < 2; ++i) waiting.push_back(std::async(std::launch::async, ask, i));
  ASSERT_TRUE(eventually([&] { return control.asked() == 2; }));
  for (int i = 0; i < 2; ++i) {
    const auto refused = ask(i);
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->status, 503) << refused->body;
  }
  for (const char* path : {"/livez", "/metrics"}) {
    const auto answer = test::http_get("127.0.0.1", port, path);
    ASSERT_TRUE(answer.has_value()) << path;
    EXPECT_EQ(answer->status, 200) << path;
  }
  EXPECT_EQ(control.asked(), 2U) << "what is refused is not begun";
  const auto begun = std::chrono::steady_clock::now();
  server->reset();
  EXPECT_LT(since(begun), seconds{4});
  for (auto& one : waiting) {
    const auto answer = one.get();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 503);
  }
}

}  // namespace
}  // namespace ddns::web
