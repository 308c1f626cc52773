#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "ddns/http/client.h"

namespace ddns::test {

/// Clients that answer 200 to everything, or what they were told.
class FakeHttpFactory final : public http::HttpClientFactory {
 public:
  using Answer = std::function<Result<http::Response>(const http::Request&)>;
  Answer answer = [](const http::Request&) { return http::Response{.status = 200}; };
  std::optional<Error> cannot_open = {};

  [[nodiscard]] Result<std::unique_ptr<http::HttpClient>> open(const http::HttpOptions& options) override {
    const std::lock_guard lock(mutex_);
    if (cannot_open) return fail(*cannot_open);
    opened_.push_back(options);
    return std::make_unique<Client>(*this);
  }
  void network_changed() noexcept override {
    const std::lock_guard lock(mutex_);
    ++network_changes_;
  }
  [[nodiscard]] std::vector<http::HttpOptions> opened() const {
    const std::lock_guard lock(mutex_);
    return opened_;
  }
  [[nodiscard]] unsigned network_changes() const {
    const std::lock_guard lock(mutex_);
    return network_changes_;
  }
  [[nodiscard]] unsigned sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  class Client final : public http::HttpClient {
   public:
    explicit Client(FakeHttpFactory& factory) : factory_(factory) {}
    Result<http::Response> send(const http::Request& request, const http::CallLimits&) override {
      {
        const std::lock_guard lock(factory_.mutex_);
        ++factory_.sent_;
      }
      return factory_.answer(request);
    }

   private:
    FakeHttpFactory& factory_;
  };

  mutable std::mutex mutex_;
  std::vector<http::HttpOptions> opened_;
  unsigned network_changes_ = 0;
  unsigned sent_ = 0;
};

}  // namespace ddns::test
