#pragma once

#include <iostream>
#include <mutex>
#include <streambuf>
#include <string>

namespace ddns::app {

/// Keeps what is written to std::cerr while it lives: the beginning, where the reason stands.
class Complaints final : public std::streambuf {
 public:
  Complaints() : before_(std::cerr.rdbuf(this)) {}
  ~Complaints() override { std::cerr.rdbuf(before_); }
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;

  [[nodiscard]] std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 protected:
  int_type overflow(int_type character) override {
    if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
    const char byte = traits_type::to_char_type(character);
    xsputn(&byte, 1);
    return character;
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    const std::lock_guard lock(mutex_);
    const std::size_t room = most - std::min(most, text_.size());
    text_.append(bytes, std::min(room, static_cast<std::size_t>(count)));
    return count;
  }

 private:
  static constexpr std::size_t most = std::size_t{16} * 1024;
  mutable std::mutex mutex_;
  std::string text_;
  std::streambuf* before_;
};

}  // namespace ddns::app
