#include "support/stub_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <list>
#include <mutex>
#include <thread>

#include "ddns/core/text.h"
#include "support/socket_grip.h"
#include "support/stub_wire.h"

namespace ddns::test {

namespace {

std::string decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Pairs split_pairs(std::string_view text, bool plus_is_space) {
  Pairs out;
  if (text.empty()) return out;
  for (const auto part : split(text, '&')) {
    const auto equals = part.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    out.emplace_back(decode(part.substr(0, equals), plus_is_space), decode(value, plus_is_space));
  }
  return out;
}

Poco::Net::Context::Ptr server_context(const StubOptions& options) {
  if (options.cert_file.empty()) return {};
  return new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, options.key_file, options.cert_file, "",
                                Poco::Net::Context::VERIFY_NONE);
}

Poco::Net::ServerSocket listen_on(const StubOptions& options) {
  const Poco::Net::IPAddress address(options.address);
  Poco::Net::ServerSocket socket;
  const Poco::Net::SocketAddress where(address, options.port);
  if (address.family() == Poco::Net::IPAddress::IPv6) {
    socket.bind6(where, true, options.address != "::");
  } else {
    socket.bind(where, true);
  }
  socket.listen(256);
  return socket;
}

}  // namespace

std::optional<std::string> SeenRequest::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (iequals(field, name)) return value;
  }
  return std::nullopt;
}

Pairs SeenRequest::query_pairs() const { return split_pairs(query, false); }
Pairs SeenRequest::form_pairs() const { return split_pairs(body, true); }

Reply Reply::json(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}
Reply Reply::text(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}
Reply Reply::raw(std::string bytes) { return {.raw_bytes = std::move(bytes)}; }
Reply Reply::hang() { return {.never = true}; }
Reply Reply::drop() { return {.hang_up = true}; }
Reply Reply::tunnel(std::uint16_t port) { return {.tunnel_to = port}; }

struct StubServer::State {
  State(Handler its_handler, const StubOptions& its_options)
      : handler(std::move(its_handler)),
        options(its_options),
        context(server_context(options)),
        listener(listen_on(options)),
        port(listener.address().port()) {}

  void accept_all();
  void serve(const Poco::Net::StreamSocket& socket, std::list<SocketGrip>::iterator grip, int number);
  void serve_requests(StubWire& wire, int number);
  /// False when the connection is over.
  bool answer(StubWire& wire, const SeenRequest& request);
  bool pause(std::chrono::milliseconds span);
  bool send(StubWire& wire, const Reply& reply, std::string_view bytes);
  void tunnel(StubWire& wire, std::uint16_t to);
  void stop();

  const Handler handler;
  const StubOptions options;
  const Poco::Net::Context::Ptr context;
  Poco::Net::ServerSocket listener;
  const std::uint16_t port;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool stopping = false;
  int accepted = 0;
  int at_once = 0;
  int most = 0;
  std::vector<SeenRequest> seen;
  std::list<SocketGrip> open;  ///< the open connections, so that stop() can shut them down
  std::list<std::thread> threads;
  std::thread acceptor;
};

void StubServer::State::accept_all() {
  while (true) {
    try {
      // Handed over as a whole: nobody may be left here to end it last.
      auto socket = std::make_unique<Poco::Net::StreamSocket>(listener.acceptConnection());
      const std::lock_guard lock(mutex);
      if (stopping) return;
      const auto grip = open.emplace(open.end(), *socket);
      const int number = ++accepted;
      threads.emplace_back([this, socket = std::move(socket), grip, number] { serve(*socket, grip, number); });
    } catch (const Poco::Exception&) {
      const std::lock_guard lock(mutex);
      if (stopping) return;
    }
  }
}

void StubServer::State::serve(const Poco::Net::StreamSocket& socket, std::list<SocketGrip>::iterator grip, int number) {
  try {
    StubWire wire(socket, context);
    serve_requests(wire, number);
  } catch (const Poco::Exception&) {
    // A handshake the client broke off: what it says about that is the test's business.
  } catch (const std::exception& e) {
    ADD_FAILURE() << "stub server: the handler threw: " << e.what();
  }
  // More than one descriptor names this connection, so closing them is not enough to tell the peer.
  const std::lock_guard lock(mutex);
  grip->shut();
  open.erase(grip);
  changed.notify_all();
}

void StubServer::State::serve_requests(StubWire& wire, int number) {
  while (true) {
    SeenRequest request;
    request.connection = number;
    const auto got = wire.read(request);
    if (got == StubWire::Got::end) return;
    if (got == StubWire::Got::nonsense) {
      ADD_FAILURE() << "stub server: the request is not well-formed HTTP/1.1: " << request.method << ' '
                    << request.target;
      return;
    }
    request.at = std::chrono::steady_clock::now();
    {
      const std::lock_guard lock(mutex);
      seen.push_back(request);
      most = std::max(most, ++at_once);
      changed.notify_all();
    }
    const bool goes_on = answer(wire, request);
    if (!goes_on) return;
  }
}

bool StubServer::State::answer(StubWire& wire, const SeenRequest& request) {
  const auto leave = [this] {
    const std::lock_guard lock(mutex);
    --at_once;
  };
  Reply reply;
  try {
    reply = handler(request);
  } catch (...) {
    leave();
    throw;
  }
  const bool waited = pause(reply.latency);
  // Counted down before the answer is out: a client that has it may look at once.
  leave();
  if (!waited || reply.hang_up) return false;
  if (reply.never) {
    wire.wait_for_end();
    return false;
  }
  if (reply.tunnel_to != 0) {
    tunnel(wire, reply.tunnel_to);
    return false;
  }
  const auto wish = request.header("Connection");
  const bool closes = reply.close || !options.keep_alive || (wish && iequals(*wish, "close"));
  if (reply.rude) wire.no_goodbye();
  if (!send(wire, reply, render(reply, closes && !reply.close_unannounced, request.method == "HEAD"))) return false;
  return !closes && !reply.close_unannounced && !reply.raw_bytes && !reply.claimed_length;
}

bool StubServer::State::pause(std::chrono::milliseconds span) {
  std::unique_lock lock(mutex);
  return !changed.wait_for(lock, span, [this] { return stopping; });
}

bool StubServer::State::send(StubWire& wire, const Reply& reply, std::string_view bytes) {
  if (reply.drip.count() == 0) return wire.write(bytes);
  for (const char& byte : bytes) {
    if (!wire.write({&byte, 1}) || !pause(reply.drip)) return false;
  }
  return true;
}

void StubServer::State::tunnel(StubWire& wire, std::uint16_t to) {
  Poco::Net::StreamSocket beyond(Poco::Net::SocketAddress("127.0.0.1", to));
  if (!wire.write("HTTP/1.1 200 Connection established\r\n\r\n")) return;
  std::thread back([&] {
    StubWire other(beyond, {});
    for (auto bytes = other.read_some(16384); !bytes.empty(); bytes = other.read_some(16384)) wire.write(bytes);
  });
  for (auto bytes = wire.read_some(16384); !bytes.empty(); bytes = wire.read_some(16384)) {
    beyond.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  }
  shut(beyond);
  back.join();
}

void StubServer::State::stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    changed.notify_all();
    for (const auto& grip : open) grip.shut();
  }
  wake_acceptor(listener);
  acceptor.join();
  for (auto& thread : threads) thread.join();
}

StubServer::StubServer(Handler handler, const StubOptions& options) {
  ignore_broken_pipes();
  state_ = std::make_shared<State>(std::move(handler), options);
  state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

StubServer::~StubServer() { state_->stop(); }

std::string StubServer::url(std::string_view path) const {
  if (state_->options.address == "::") return url_as("localhost", path);
  return url_as(state_->options.address, path);
}

std::string StubServer::url_as(std::string_view host, std::string_view path) const {
  const std::string shown = host.find(':') == std::string_view::npos ? std::string(host) : cat('[', host, ']');
  return cat(state_->options.cert_file.empty() ? "http://" : "https://", shown, ':', state_->port, path);
}

std::uint16_t StubServer::port() const noexcept { return state_->port; }

std::vector<SeenRequest> StubServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen;
}

int StubServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->accepted;
}

int StubServer::most_at_once() const {
  const std::lock_guard lock(state_->mutex);
  return state_->most;
}

bool StubServer::wait_for_requests(std::size_t count, std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, limit, [&] { return state_->seen.size() >= count; });
}

bool StubServer::wait_for_no_connection(std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, limit, [&] { return state_->open.empty(); });
}

}  // namespace ddns::test
