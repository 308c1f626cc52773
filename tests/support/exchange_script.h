#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "support/stub_server.h"

namespace ddns::test {

/// As an expected value: any text that is not empty (a nonce, a timestamp, a signature).
inline const std::string anything = "<anything>";

/// One exchange: the request that must come, and the reply to it. Everything is strict: a query parameter, form field,
/// body or header that is not named here is a difference. Only Host, User-Agent, Connection, Content-Length, Accept and
/// Accept-Encoding need not be named.
struct Expected {
  std::string method = "GET";
  std::string path = "/";  ///< percent-encoded, exactly
  Pairs query = {};        ///< decoded; the whole set, in any order
  Pairs headers = {};      ///< names without case, values exactly
  std::string body = {};   ///< exact text, unless json or form is given
  std::string json = {};   ///< body equal as JSON value; Content-Type must be application/json (named or not)
  Pairs form = {};         ///< body as form fields, decoded; Content-Type must be application/x-www-form-urlencoded
  Reply reply = {};
  std::function<std::string(const SeenRequest&)> check = {};  ///< more checks: a text says what is wrong, empty = fine
};

/// Empty when `seen` is what was expected; else every difference, one a line.
[[nodiscard]] std::string difference(const Expected& expected, const SeenRequest& seen);

/// A list of exchanges that must happen, each exactly once. A request that fits none fails the running test with the
/// differences and is answered 599; an exchange that did not happen fails it in verify(), which the destructor calls.
class ExchangeScript {
 public:
  enum class Order { strict, any };

  explicit ExchangeScript(std::vector<Expected> exchanges, Order order = Order::strict);
  ~ExchangeScript();
  ExchangeScript(const ExchangeScript&) = delete;
  ExchangeScript& operator=(const ExchangeScript&) = delete;

  /// Adds a later exchange.
  void add(Expected exchange);
  /// Thread-safe: the handler for a StubServer.
  [[nodiscard]] Reply answer(const SeenRequest& seen);
  /// True when everything expected has happened and nothing else.
  [[nodiscard]] bool complete() const;
  /// Reports exchanges that did not happen as a test failure, once.
  void verify();
  /// What went wrong so far, and no test failure for it any more: for tests of strictness itself.
  [[nodiscard]] std::vector<std::string> take_problems();
  /// Keeps problems for take_problems() instead of failing the test.
  void collect_problems();

 private:
  void report(std::string problem);

  mutable std::mutex mutex_;
  std::deque<Expected> pending_;
  Order order_;
  int seen_ = 0;
  bool collect_ = false;
  std::vector<std::string> problems_;
};

/// A StubServer that follows a script.
///
///   ScriptedServer server({{.path = "/update", .query = {{"ip", "192.0.2.1"}}, .reply = Reply::text(200, "good")}});
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<Expected> exchanges, ExchangeScript::Order order = ExchangeScript::Order::strict,
                          const StubOptions& options = {})
      : script_(std::move(exchanges), order),
        server_([this](const SeenRequest& seen) { return script_.answer(seen); }, options) {}

  [[nodiscard]] std::string url(std::string_view path = "") const { return server_.url(path); }
  [[nodiscard]] std::vector<SeenRequest> requests() const { return server_.requests(); }
  [[nodiscard]] StubServer& server() noexcept { return server_; }
  [[nodiscard]] ExchangeScript& script() noexcept { return script_; }

 private:
  ExchangeScript script_;  // outlives the server, whose threads call it
  StubServer server_;
};

}  // namespace ddns::test
