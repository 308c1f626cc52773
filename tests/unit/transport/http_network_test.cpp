// Names, families, source addresses and proxies.
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "http_client_fixture.h"
#include "support/manual_clock.h"
#include "support/tls_fixture.h"

namespace ddns::transport {
namespace {

const IpAddress kLoopback4 = IpAddress::v4({127, 0, 0, 1});
const IpAddress kLoopback6 = IpAddress::parse("::1").value();

/// A resolver that answers from a list and counts.
struct FakeNames {
  std::mutex mutex;
  std::vector<std::string> asked;
  std::vector<IpAddress> answer = {kLoopback4, kLoopback6};

  NameLookup lookup() {
    return [this](const std::string& host, std::optional<Family>) -> Result<std::vector<IpAddress>> {
      const std::lock_guard lock(mutex);
      asked.push_back(host);
      return answer;
    };
  }
};

class HttpNetwork : public HttpClientTest {
 protected:
  Result<http::Response> send_by(PocoHttpClientFactory& factory, const http::Request& request,
                                 const http::HttpOptions& options = {}, milliseconds span = std::chrono::seconds(20)) {
    return factory.open(options).value()->send(request, within(span));
  }
};

TEST_F(HttpNetwork, resolves_localhost_by_the_system) {
  StubServer server(always({.body = "x"}), {.address = "::"});
  EXPECT_TRUE(send(get(server.url_as("localhost", "/"))));
}

TEST_F(HttpNetwork, forces_the_family) {
  FakeNames names;
  PocoHttpClientFactory factory(clock_, "a", names.lookup());
  StubServer four(always({.body = "four"}), {.address = "127.0.0.1"});
  StubServer six(always({.body = "six"}), {.address = "::1", .port = four.port()});
  const auto url = four.url_as("dual.test", "/");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(send_by(factory, get(url), {.family = Family::ipv4})->body, "four");
    EXPECT_EQ(send_by(factory, get(url), {.family = Family::ipv6})->body, "six");
  }
  EXPECT_EQ(names.asked.size(), 2U) << "the second round is answered from memory";
  EXPECT_EQ(send_by(factory, get(url))->body, "six") << "IPv6 comes first";
}

TEST_F(HttpNetwork, tries_the_next_address_when_one_refuses) {
  FakeNames names;
  PocoHttpClientFactory factory(clock_, "a", names.lookup());
  StubServer four(always({.body = "four"}), {.address = "127.0.0.1"});
  EXPECT_EQ(send_by(factory, get(four.url_as("dual.test", "/")))->body, "four");
}

TEST_F(HttpNetwork, says_so_when_there_is_no_address_of_the_family) {
  FakeNames names;
  names.answer = {kLoopback4};
  PocoHttpClientFactory factory(clock_, "a", names.lookup());
  StubServer server(always({}));
  EXPECT_FAILS(send_by(factory, get(server.url_as("four.test", "/")), {.family = Family::ipv6}), Reason::resolve);
  EXPECT_FAILS(send_by(factory, get(server.url("/")), {.family = Family::ipv6}), Reason::resolve);
}

TEST_F(HttpNetwork, a_name_that_does_not_exist_is_a_resolve_error) {
  const auto result = send(get("http://name.invalid/?token=" + std::string(kCanary)), {}, std::chrono::seconds(5));
  ASSERT_FALSE(result);
  EXPECT_TRUE(result.error().reason == Reason::resolve || result.error().reason == Reason::timeout)
      << result.error().message;
  EXPECT_EQ(result.error().effect, Effect::none);
}

TEST_F(HttpNetwork, a_lookup_that_throws_is_a_resolve_error) {
  PocoHttpClientFactory factory(clock_, "a",
                                [](const std::string&, std::optional<Family>) -> Result<std::vector<IpAddress>> {
                                  throw std::runtime_error("broken resolver");
                                });
  const auto result = send_by(factory, get("http://some.test/"));
  EXPECT_FAILS(result, Reason::resolve);
  EXPECT_NE(result.error().message.find("broken resolver"), std::string::npos);
}

TEST_F(HttpNetwork, asks_once_for_a_name_and_again_after_a_while_or_a_network_change) {
  test::ManualClock clock;
  FakeNames names;
  PocoHttpClientFactory factory(clock, "a", names.lookup());
  StubServer server(always({}));
  const auto once = [&] {
    EXPECT_TRUE(factory.open({}).value()->send(get(server.url_as("dual.test", "/")), {Deadline::never(), {}}));
    return names.asked.size();
  };
  EXPECT_EQ(once(), 1U);
  EXPECT_EQ(once(), 1U);
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(once(), 2U);
  factory.network_changed();
  EXPECT_EQ(once(), 3U);
}

/// A resolver that answers only when told to: as one whose name server is dead.
class DeadResolver {
 public:
  ~DeadResolver() { release(); }
  NameLookup lookup() {
    return [state = state_](const std::string&, std::optional<Family>) -> Result<std::vector<IpAddress>> {
      std::unique_lock lock(state->mutex);
      ++state->asked;
      state->changed.notify_all();
      state->changed.wait(lock, [&] { return state->released; });
      ++state->done;
      state->changed.notify_all();
      return std::vector<IpAddress>{kLoopback4};
    };
  }
  int asked() const {
    const std::lock_guard lock(state_->mutex);
    return state_->asked;
  }
  void release() {
    std::unique_lock lock(state_->mutex);
    state_->released = true;
    state_->changed.notify_all();
    state_->changed.wait_for(lock, std::chrono::seconds(10), [&] { return state_->done == state_->asked; });
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    int asked = 0;
    int done = 0;
    bool released = false;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST_F(HttpNetwork, a_dead_resolver_holds_nobody_beyond_the_deadline) {
  DeadResolver dead;
  PocoHttpClientFactory factory(clock_, "a", dead.lookup());
  const Stopwatch watch;
  EXPECT_FAILS(send_by(factory, get("http://some.test/"), {}, milliseconds(300)), Reason::timeout);
  EXPECT_FAILS(send_by(factory, get("http://some.test/"), {}, milliseconds(100)), Reason::timeout);
  EXPECT_LT(watch.elapsed(), milliseconds(2000));
  EXPECT_EQ(dead.asked(), 1) << "one thread waits for a name, however many calls do";
}

TEST_F(HttpNetwork, a_stop_request_is_noticed_while_a_dead_resolver_is_asked) {
  DeadResolver dead;
  PocoHttpClientFactory factory(clock_, "a", dead.lookup());
  const auto client = factory.open({}).value();
  std::stop_source source;
  std::jthread stopper([&] {
    while (dead.asked() == 0) std::this_thread::yield();
    source.request_stop();
  });
  const Stopwatch watch;
  const auto result = client->send(get("http://some.test/"), {Deadline::never(), source.get_token()});
  EXPECT_FAILS(result, Reason::cancelled);
  EXPECT_LT(watch.elapsed(), milliseconds(1000));
}

TEST_F(HttpNetwork, a_lookup_may_outlive_its_factory) {
  DeadResolver dead;
  {
    PocoHttpClientFactory factory(clock_, "a", dead.lookup());
    EXPECT_FAILS(send_by(factory, get("http://some.test/"), {}, milliseconds(50)), Reason::timeout);
  }
  dead.release();
}

TEST_F(HttpNetwork, asks_anew_after_a_network_change_while_the_old_question_hangs) {
  DeadResolver dead;
  PocoHttpClientFactory factory(clock_, "a", dead.lookup());
  EXPECT_FAILS(send_by(factory, get("http://some.test/"), {}, milliseconds(50)), Reason::timeout);
  factory.network_changed();
  EXPECT_FAILS(send_by(factory, get("http://some.test/"), {}, milliseconds(50)), Reason::timeout);
  EXPECT_EQ(dead.asked(), 2);
}

/// A loopback port that takes no connection and refuses none: its queue of waiting connections is full.
class BlackHole {
 public:
  BlackHole() : listener_(Poco::Net::SocketAddress("127.0.0.1", 0), 1) {
    for (bool taken = true; taken;) {
      Poco::Net::StreamSocket& filler = fillers_.emplace_back(Poco::Net::SocketAddress::IPv4);
      filler.connectNB(listener_.address());
      taken = filler.poll(Poco::Timespan(100'000), Poco::Net::Socket::SELECT_WRITE);
    }
  }
  std::uint16_t port() const { return listener_.address().port(); }

 private:
  Poco::Net::ServerSocket listener_;
  std::list<Poco::Net::StreamSocket> fillers_;
};

TEST_F(HttpNetwork, a_connection_attempt_into_nothing_ends_at_the_connect_timeout) {
  const BlackHole hole;
  const auto url = "http://127.0.0.1:" + std::to_string(hole.port()) + "/?token=" + std::string(kCanary);
  const Stopwatch watch;
  const auto result = send(post(url, "x"), {.connect_timeout = milliseconds(300)});
  EXPECT_FAILS(result, Reason::connect);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_GE(watch.elapsed(), milliseconds(295));
  EXPECT_LT(watch.elapsed(), milliseconds(1500));
}

TEST_F(HttpNetwork, a_connection_attempt_into_nothing_ends_at_the_deadline) {
  const BlackHole hole;
  const auto url = "http://127.0.0.1:" + std::to_string(hole.port()) + "/";
  const Stopwatch watch;
  EXPECT_FAILS(send(post(url, "x"), {}, milliseconds(300)), Reason::timeout);
  EXPECT_LT(watch.elapsed(), milliseconds(1500));
}

TEST_F(HttpNetwork, an_address_that_leads_nowhere_leaves_time_for_the_next) {
  const BlackHole hole;
  StubServer six(always({.body = "six"}), {.address = "::1", .port = hole.port()});
  FakeNames names;
  // Interleaved: ::1 comes first, so the hole gets two addresses ahead of another IPv6 one.
  names.answer = {kLoopback4, IpAddress::parse("::2").value(), kLoopback6};
  PocoHttpClientFactory factory(clock_, "a", names.lookup());
  const Stopwatch watch;
  const auto response = send_by(factory, get("http://dual.test:" + std::to_string(hole.port()) + "/"),
                                {.connect_timeout = milliseconds(1500)});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "six");
  EXPECT_LT(watch.elapsed(), milliseconds(1500));
}

// --- where connections come from

TEST_F(HttpNetwork, binds_to_a_source_address) {
  StubServer server(always({.body = "x"}));
  EXPECT_TRUE(send(get(server.url("/")), {.bind = "127.0.0.1"}));
  const auto foreign = send(get(server.url("/")), {.bind = "192.0.2.77"});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().effect, Effect::none);
}

TEST_F(HttpNetwork, binds_to_an_interface) {
  StubServer server(always({.body = "x"}));
  const auto response = send(get(server.url("/")), {.bind = "lo"});
  EXPECT_TRUE(response) << response.error().message;
  EXPECT_FAILS(send(get(server.url("/")), {.bind = "no-such-if0"}), Reason::unavailable);
}

TEST_F(HttpNetwork, uses_only_the_family_of_the_source_address) {
  FakeNames names;
  PocoHttpClientFactory factory(clock_, "a", names.lookup());
  StubServer four(always({.body = "four"}), {.address = "127.0.0.1"});
  StubServer six(always({.body = "six"}), {.address = "::1", .port = four.port()});
  EXPECT_EQ(send_by(factory, get(four.url_as("dual.test", "/")), {.bind = "127.0.0.1"})->body, "four");
  EXPECT_EQ(send_by(factory, get(four.url_as("dual.test", "/")), {.bind = "::1"})->body, "six");
}

// --- proxies

TEST_F(HttpNetwork, asks_a_proxy_for_plain_http_in_absolute_form) {
  StubServer proxy(always({.body = "by proxy"}));
  const auto response = send(get("http://target.test:8080/a?b=c"), {.proxy = proxy.url()});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "by proxy");
  const auto seen = proxy.requests().at(0);
  EXPECT_EQ(seen.target, "http://target.test:8080/a?b=c");
  EXPECT_EQ(seen.header("Host"), "target.test:8080");
}

TEST_F(HttpNetwork, tunnels_https_through_a_proxy_and_verifies_the_far_end) {
  test::TlsFixture tls;
  StubServer server(always({.body = "far end"}), tls.good());
  StubServer proxy(always(Reply::tunnel(server.port())));
  const auto client = open({.proxy = proxy.url(), .ca_file = tls.ca_file()});
  for (int i = 0; i < 2; ++i) {
    const auto response = client->send(get(server.url_as("localhost", "/?t=1")), within(std::chrono::seconds(10)));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "far end");
  }
  const auto asked = proxy.requests();
  ASSERT_EQ(asked.size(), 1U) << "the tunnel is kept";
  EXPECT_EQ(asked[0].method, "CONNECT");
  EXPECT_EQ(asked[0].target, "localhost:" + std::to_string(server.port()));
  EXPECT_EQ(server.requests().at(0).target, "/?t=1");

  StubServer wrong(always({}), tls.wrong_name());
  StubServer to_wrong(always(Reply::tunnel(wrong.port())));
  EXPECT_FAILS(send(get(wrong.url_as("localhost", "/")), {.proxy = to_wrong.url(), .ca_file = tls.ca_file()}),
               Reason::tls);
}

TEST_F(HttpNetwork, a_proxy_that_refuses_has_no_effect) {
  StubServer proxy(always({.status = 407}));
  const auto result = send(post("https://target.test/?token=" + std::string(kCanary), "x"), {.proxy = proxy.url()});
  EXPECT_FAILS(result, Reason::connect);
  EXPECT_EQ(result.error().effect, Effect::none);
  EXPECT_NE(result.error().message.find("407"), std::string::npos);
}

TEST_F(HttpNetwork, refuses_a_proxy_it_cannot_use) {
  for (const auto* proxy : {"socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://user:S3CR3T-canary@127.0.0.1:1",
                            "http://127.0.0.1:1/path", "nonsense"}) {
    const auto client = factory_.open({.proxy = proxy});
    ASSERT_FALSE(client) << proxy;
    EXPECT_EQ(client.error().reason, Reason::config);
    EXPECT_EQ(client.error().message.find(kCanary), std::string::npos);
  }
}

}  // namespace
}  // namespace ddns::transport
