#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ddns/core/diagnostic.h"
#include "ddns/core/result.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::schema {

/// Where something stands in an input file.
struct Place {
  std::string file = {};
  int line = 0;    ///< 1-based; 0 = no position
  int column = 0;  ///< 1-based
  friend bool operator==(const Place&, const Place&) = default;
};

/// A parsed input, independent of its syntax: scalar, list or map, each at its place. Scalars keep their text; `quoted`
/// tells "5" from 5.
struct Node {
  using List = std::vector<Node>;
  using Map = std::vector<std::pair<Node, Node>>;  ///< keys are scalars; order kept

  Place place = {};
  bool quoted = false;
  std::variant<std::monostate, std::string, List, Map> value = {};  ///< monostate: null

  [[nodiscard]] const std::string* scalar() const noexcept { return std::get_if<std::string>(&value); }
  [[nodiscard]] const List* list() const noexcept { return std::get_if<List>(&value); }
  [[nodiscard]] const Map* map() const noexcept { return std::get_if<Map>(&value); }
  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<std::monostate>(value); }
  /// The value of `key` in a map, or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;
};

/// Resolves `${env:NAME}` and `${file:PATH}` in a scalar. Returns what is wrong instead of a text; the message never
/// quotes what it found. May be empty: texts are then taken as they are.
using Resolver = std::function<Result<std::string>(std::string_view text)>;

/// Writes an international domain name as DNS has it ("bücher.example" as "xn--bcher-kva.example") and leaves others as
/// they are. The error's message says what is wrong without quoting the name.
using NameWriter = std::function<Result<std::string>(std::string_view text)>;

/// Reads a map through its schema: every problem becomes a diagnostic at its place (unknown keys with the nearest
/// match, wrong kinds, ranges, missing required keys at `node`'s place, inline secrets as a warning). `also_known` are
/// keys that belong to somebody else (id, provider). Without `to_ascii` international names of domains and hosts are
/// problems. A relative path counts from the folder of the file it stands in; a
/// secret without a line (environment, command line) is not inline. No message quotes a secret, a resolved reference,
/// a URL or an unknown key that may be one. Returns what could be read; usable only if no errors were added.
[[nodiscard]] Values read(const Schema& schema, const Node& node, const Resolver& resolve,
                          const std::vector<std::string>& also_known, Diagnostics& diagnostics,
                          const NameWriter& to_ascii = {});

}  // namespace ddns::schema
