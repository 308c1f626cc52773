#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/secret.h"

namespace ddns::log {

/// The last resort against a secret in a log: knows the loaded secrets in the spellings in which they travel (raw,
/// percent-encoded, base64, JSON-escaped) and masks them in finished text. Secrets are kept out by type long before;
/// this catches a service that quotes our token back at us. Thread-safe.
class SecretFilter {
 public:
  /// Replaces what is known. Shorter ones than 6 characters are left out: masking them would shred every line.
  void know(const std::vector<Secret>& secrets);
  [[nodiscard]] std::string mask(std::string text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> spellings_;  ///< longest first
};

}  // namespace ddns::log
