#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "ddns/core/ip_address.h"

namespace ddns {

/// A sorted set of unique addresses: the value of an RRset. Families may be mixed; only() picks one.
class AddressSet {
 public:
  AddressSet() = default;
  AddressSet(std::initializer_list<IpAddress> addresses);
  explicit AddressSet(std::vector<IpAddress> addresses);

  /// False when it was there already.
  bool insert(const IpAddress& address);
  /// False when it was not there.
  bool erase(const IpAddress& address);

  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return addresses_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return addresses_.size(); }
  [[nodiscard]] auto begin() const noexcept { return addresses_.begin(); }
  [[nodiscard]] auto end() const noexcept { return addresses_.end(); }
  [[nodiscard]] AddressSet only(Family family) const;

  /// "192.0.2.1, 192.0.2.2", or "none" when empty.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const AddressSet&, const AddressSet&) = default;

 private:
  std::vector<IpAddress> addresses_;
};

}  // namespace ddns
