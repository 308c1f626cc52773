#include "ddns/schema/values.h"

#include <cstdio>
#include <exception>

namespace ddns::schema {
namespace {

/// The value of `key` as a T, an empty T if it is not set.
template <class T, class Map>
const T& get(const Map& values, std::string_view key) {
  static const T kEmpty{};
  const auto it = values.find(key);
  if (it == values.end()) return kEmpty;
  if (const auto* value = std::get_if<T>(&it->second)) return *value;
  std::fprintf(stderr, "setting %.*s was read as another kind than it is described\n", static_cast<int>(key.size()),
               key.data());
  std::terminate();
}

}  // namespace

bool Values::has(std::string_view key) const noexcept { return values_.find(key) != values_.end(); }

const std::string& Values::text(std::string_view key) const { return get<std::string>(values_, key); }
const Secret& Values::secret(std::string_view key) const { return get<Secret>(values_, key); }
std::int64_t Values::integer(std::string_view key) const { return get<std::int64_t>(values_, key); }
bool Values::boolean(std::string_view key) const { return get<bool>(values_, key); }

std::chrono::milliseconds Values::duration(std::string_view key) const {
  return std::chrono::milliseconds(get<std::int64_t>(values_, key));
}

std::uint64_t Values::size(std::string_view key) const {
  return static_cast<std::uint64_t>(get<std::int64_t>(values_, key));
}

const std::vector<std::string>& Values::list(std::string_view key) const {
  return get<std::vector<std::string>>(values_, key);
}

const Values::TextMap& Values::map(std::string_view key) const { return get<TextMap>(values_, key); }

std::optional<DomainName> Values::domain(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  auto name = DomainName::parse(text(key));
  if (!name) return std::nullopt;
  return *std::move(name);
}

void Values::put(std::string key, Value value) { values_.insert_or_assign(std::move(key), std::move(value)); }

}  // namespace ddns::schema
