#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/secret.h"

namespace ddns::log {

/// The last resort against a secret in a text for people: knows the loaded secrets in the spellings in which they
/// travel (raw, percent-encoded, base64, JSON-escaped, the words and lines of longer ones; whatever the case of their
/// letters) and masks them in texts. A text that was cut short (at its end, or before an ellipsis) may end with
/// the beginning of one: eight characters of it and more are masked too. Secrets are kept out by type long before; this
/// catches a service that quotes our token back at us. Thread-safe.
class SecretFilter {
 public:
  /// Configurations whose secrets are still masked: calls made with a former one may be under way, and a service may
  /// quote an old password. More than anybody changes by hand; a bound for programs that do.
  static constexpr std::size_t kept_generations = 64;

  /// The secrets of the configuration in force from now on. Those of former ones are masked on, as said above. Secrets
  /// shorter than 6 characters are left out: masking them would shred every line.
  void know(const std::vector<Secret>& secrets);
  [[nodiscard]] std::string mask(std::string text) const;

 private:
  using Spellings = std::vector<std::string>;  ///< in lower case, sorted, each once

  mutable std::mutex mutex_;
  std::deque<Spellings> generations_;           ///< newest first
  std::shared_ptr<const Spellings> spellings_;  ///< of all of them
};

}  // namespace ddns::log
