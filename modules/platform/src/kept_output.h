#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace ddns::platform {

/// A bounded part of what a child writes: the first bytes (an answer) or the last (what went wrong at the end).
class KeptOutput {
 public:
  enum class Part { first, last };
  KeptOutput(std::size_t limit, Part part) : limit_(limit), part_(part) {}

  void add(std::string_view bytes) {
    truncated_ = truncated_ || bytes.size() > limit_ - text_.size();
    if (part_ == Part::first) {
      text_ += bytes.substr(0, limit_ - text_.size());
      return;
    }
    text_ += bytes;
    text_.erase(0, text_.size() - std::min(text_.size(), limit_));
  }
  [[nodiscard]] bool truncated() const noexcept { return truncated_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::size_t limit_;  ///< text_ is never longer
  Part part_;
  std::string text_;
  bool truncated_ = false;
};

}  // namespace ddns::platform
