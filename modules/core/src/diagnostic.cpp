#include "ddns/core/diagnostic.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns {

std::string Diagnostic::to_string() const {
  std::string out = file;
  if (line > 0) out += cat(out.empty() ? "" : ":", line);
  if (line > 0 && column > 0) out += cat(":", column);
  if (!out.empty()) out += ": ";
  out += severity == Severity::error ? "error: " : "warning: ";
  out += message;
  if (!hint.empty()) out += cat(" (", hint, ")");
  return out;
}

bool has_errors(const Diagnostics& diagnostics) noexcept {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; });
}

}  // namespace ddns
