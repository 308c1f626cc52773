#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/StreamSocket.h>

namespace ddns::web {

/// The threads that answer: none at first, one more whenever a connection finds none free, up to a limit; a free one
/// sleeps until it is needed. Poco's TCPServer is not used for this: between two looks at its flag it misses that it
/// was told to stop and then waits for ten seconds, and a free thread of it wakes up as often.
class Connections {
 public:
  Connections(Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Poco::Net::HTTPServerParams::Ptr parameters,
              unsigned threads);
  ~Connections() { cut(); }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// Thread-safe. Has it answered as soon as a thread is free; ends it at once when too many wait already, when no
  /// thread can be had, or after close().
  void take(std::unique_ptr<Poco::Net::StreamSocket> socket) noexcept;
  /// Ends connections that wait for a thread or for their next request; answers that were begun go on. Thread-safe.
  void close() noexcept;
  /// close(), then ends those connections as well and joins the threads. Not to be called from two threads.
  void cut() noexcept;

 private:
  void work() noexcept;
  void answer(const Poco::Net::StreamSocket& socket) const noexcept;

  /// Handed from thread to thread as a whole: copies of a Poco socket share its state behind a count.
  using Socket = std::unique_ptr<Poco::Net::StreamSocket>;

  static constexpr std::size_t max_waiting = 64;

  const Poco::Net::HTTPRequestHandlerFactory::Ptr factory_;
  const Poco::Net::HTTPServerParams::Ptr parameters_;
  const unsigned limit_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Socket> waiting_;
  std::list<Socket> open_;  ///< those that a thread answers
  std::vector<std::thread> threads_;
  unsigned free_ = 0;
  bool closed_ = false;
};

}  // namespace ddns::web
