#include "connections.h"

#include <system_error>

#include <Poco/Net/HTTPServerConnection.h>

#include "ddns/platform/thread_name.h"

namespace ddns::web {
namespace {

void end(Poco::Net::StreamSocket& socket, bool answer_too) noexcept {
  try {
    answer_too ? socket.shutdown() : socket.shutdownReceive();
  } catch (const Poco::Exception&) {
    // Its client was faster.
  }
}

}  // namespace

Connections::Connections(Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Poco::Net::HTTPServerParams::Ptr parameters,
                         unsigned threads)
    : factory_(std::move(factory)), parameters_(std::move(parameters)), limit_(threads) {}

void Connections::take(Socket socket) noexcept {
  const std::lock_guard lock(mutex_);
  if (closed_ || waiting_.size() >= max_waiting) return;
  try {
    waiting_.push_back(std::move(socket));
    // Those counted as free may have been woken already for others that wait.
    if (waiting_.size() > free_ && threads_.size() < limit_) threads_.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    // No memory, or no thread to be had: one that exists will do, else nobody would ever answer.
    if (threads_.empty()) waiting_.clear();
  }
  news_.notify_one();
}

void Connections::work() noexcept {
  platform::name_thread("web");
  std::unique_lock lock(mutex_);
  while (true) {
    ++free_;
    news_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    --free_;
    if (closed_) return;
    const auto mine = open_.insert(open_.end(), std::move(waiting_.front()));
    waiting_.pop_front();
    lock.unlock();
    answer(**mine);
    lock.lock();
    open_.erase(mine);
  }
}

void Connections::answer(const Poco::Net::StreamSocket& socket) const noexcept {
  try {
    Poco::Net::HTTPServerConnection(socket, parameters_, factory_).run();
  } catch (const std::exception&) {
    // The client is gone or out of time; a request that failed was told so where it is handled.
  }
}

void Connections::close() noexcept {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  waiting_.clear();
  for (auto& socket : open_) end(*socket, false);
  news_.notify_all();
}

void Connections::cut() noexcept {
  close();
  {
    const std::lock_guard lock(mutex_);
    for (auto& socket : open_) end(*socket, true);
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace ddns::web
