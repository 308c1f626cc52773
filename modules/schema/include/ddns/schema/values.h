#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/secret.h"
#include "ddns/schema/schema.h"

namespace ddns::schema {

/// Settings that passed their Schema. Getters are total: reading a key as another kind than it has is a fault of the
/// program and terminates; a setting that was not given and has no default reads as empty, zero or false (`has` tells).
/// Immutable once made; safe to read from several threads.
class Values {
 public:
  using TextMap = std::vector<std::pair<std::string, std::string>>;
  using Value = std::variant<std::string, Secret, std::int64_t, bool, std::vector<std::string>, TextMap>;

  Values() = default;

  /// True when the user gave it or it has a default.
  [[nodiscard]] bool has(std::string_view key) const noexcept;

  [[nodiscard]] const std::string& text(
      std::string_view key) const;  ///< text, choice, url, domain, address, prefix, path
  [[nodiscard]] const Secret& secret(std::string_view key) const;
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view key) const;
  [[nodiscard]] std::uint64_t size(std::string_view key) const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view key) const;
  [[nodiscard]] const TextMap& map(std::string_view key) const;
  [[nodiscard]] std::optional<DomainName> domain(std::string_view key) const;

  /// For the reader (read.h) and for tests: no validation here.
  void put(std::string key, Value value);

  /// Everything that is set, by key. Secrets included: only for hashing, see Secret::reveal().
  [[nodiscard]] const std::map<std::string, Value, std::less<>>& all() const noexcept { return values_; }

  friend bool operator==(const Values&, const Values&) = default;

 private:
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace ddns::schema
