#pragma once

#include <string>
#include <vector>

namespace ddns {

/// A finding about an input file or the environment, at its place.
struct Diagnostic {
  enum class Severity { warning, error };

  Severity severity = Severity::error;
  std::string file = {};  ///< as the user wrote it, or "environment" / "command line"
  int line = 0;           ///< 1-based; 0 = no position
  int column = 0;         ///< 1-based; 0 = no position
  std::string message;
  std::string hint = {};  ///< what to do; may be empty

  /// "config.yaml:3:7: error: unknown key `domian` (did you mean `domain`?)"
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics) noexcept;

}  // namespace ddns
