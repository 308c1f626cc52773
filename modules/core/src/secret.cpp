#include "ddns/core/secret.h"

#include <algorithm>
#include <cstddef>

namespace ddns {

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  other.wipe();
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept {
  // The whole buffer, not only size(): a short text that was moved away still lies in the object. Volatile, because
  // the compiler may drop writes to memory that nobody reads any more.
  text_.resize(text_.capacity());
  volatile char* bytes = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = '\0';
  text_.clear();
}

bool operator==(const Secret& a, const Secret& b) noexcept {
  const std::size_t common = std::min(a.text_.size(), b.text_.size());
  unsigned char difference = a.text_.size() == b.text_.size() ? 0 : 1;
  for (std::size_t i = 0; i < common; ++i) {
    difference = static_cast<unsigned char>(
        difference | (static_cast<unsigned char>(a.text_[i]) ^ static_cast<unsigned char>(b.text_[i])));
  }
  return difference == 0;
}

}  // namespace ddns
