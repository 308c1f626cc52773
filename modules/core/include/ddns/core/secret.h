#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ddns {

/// A credential. It has no stream operator, no conversion and no JSON form, so it cannot end up in a log line by
/// accident; every place that calls reveal() can be found by that word. The text is overwritten on destruction.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// Only for the wire and for the redaction filter.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// Constant time in the length of the shorter text.
  friend bool operator==(const Secret& a, const Secret& b) noexcept;

 private:
  void wipe() noexcept;
  std::string text_;
};

}  // namespace ddns
