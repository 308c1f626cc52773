#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ddns/config/load.h"
#include "ddns/schema/node.h"
#include "references.h"

namespace ddns::config {

/// What every step of one load() shares.
struct Context {
  explicit Context(const Input& from) : input(from), references(from) {}

  void error(const schema::Place& place, std::string message, std::string hint = {}) {
    ++errors;
    diagnostics.push_back(
        {Diagnostic::Severity::error, place.file, place.line, place.column, std::move(message), std::move(hint)});
  }
  void warning(const schema::Place& place, std::string message, std::string hint = {}) {
    diagnostics.push_back(
        {Diagnostic::Severity::warning, place.file, place.line, place.column, std::move(message), std::move(hint)});
  }

  /// schema::read with this context; `good` tells whether no error was found.
  struct Read {
    schema::Values values;
    bool good = true;
  };
  [[nodiscard]] Read read(const schema::Schema& schema, const schema::Node& node,
                          const std::vector<std::string>& also_known = {});

  /// Masks every secret that was read in every finding: the last line of defence behind "never quote a secret", for
  /// one that stands where an id or a word should.
  void mask_secrets();
  /// More that is masked, for what a kind of channel makes of its settings.
  void add_secrets(std::vector<Secret> secrets);

  const Input& input;
  References references;
  Diagnostics diagnostics;
  std::size_t errors = 0;
  [[nodiscard]] std::vector<Secret> take_secrets() { return std::move(secrets_); }

 private:
  std::vector<Secret> secrets_;
};

}  // namespace ddns::config
