#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/config/load.h"

namespace ddns::config {

/// `${env:NAME}` and `${file:PATH}` in a text; the path may itself hold `${env:…}`. `$${` stands for `${`. On Windows
/// also `${dpapi:TEXT}` and `${credential:NAME}`. Variables, files and what the stores hold must not be empty: a
/// forgotten one must not turn a path into another. A file loses its trailing line breaks.
class References {
 public:
  explicit References(const Input& input);

  /// Errors: Reason::config; no message quotes what was found. `values`: what the references stand for is added to it.
  [[nodiscard]] Result<std::string> resolve(std::string_view text, std::vector<std::string>* values = nullptr);

  /// The variables that were asked for.
  [[nodiscard]] const std::set<std::string, std::less<>>& used() const noexcept { return used_; }

 private:
  [[nodiscard]] Result<std::string> look_up(std::string_view body);
  [[nodiscard]] Result<std::string> variable(std::string_view name);
  [[nodiscard]] Result<std::string> file(std::string_view path);
  [[nodiscard]] Result<std::string> stored(std::string_view store, std::string_view body) const;

  const Input& input_;
  std::map<std::string, std::string, std::less<>> environment_;
  std::set<std::string, std::less<>> used_;
};

/// The text with `#{}` in place of every reference: what stands there itself.
[[nodiscard]] std::string without_references(std::string_view text);

}  // namespace ddns::config
